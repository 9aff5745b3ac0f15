"""OpenAI's preference fine-tuning (DPO): a prompt with a better and a worse answer a line. Together and Fireworks take it too.

Sources: developers.openai.com/api/docs/guides/direct-preference-optimization (the three keys, text only);
FineTunePreferenceRequestInput in OpenAI's OpenAPI description (one assistant's message in each output; it has no weight) and
validate_preference_openai of github.com/togethercomputer/together-py (the prompt does not end with the assistant). Some references say
preferred_completion: it is never written here. Ours beyond these: the two answers differ.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach, reject
from exports.finetuning.conversation import Example, Image, Preference, Turn
from exports.finetuning.targets import Limits, Needs, Status
from exports.finetuning.targets.checks import Features
from exports.finetuning.targets.openai_messages import checking, rendering, rules, schema
from exports.finetuning.targets.openai_messages.chat import settings_breaches
from exports.finetuning.targets.openai_messages.content import unknown_key
from exports.finetuning.targets.openai_messages.dialect import CHAT_KEYS, Dialect
from exports.finetuning.targets.openai_messages.order import role_of

DIALECT = Dialect(
    keys={role: keys - {"weight"} for role, keys in CHAT_KEYS.items()},
    line_keys=("messages", "tools", "parallel_tool_calls"),
    images=None,
    max_tools=128,
    tools_may_be_empty=True,
)
KEYS = ("input", "preferred_output", "non_preferred_output")
OUTPUTS = KEYS[1:]


class Target:
    name = "openai-dpo"
    title = "OpenAI preferences (DPO)"
    rules_version = "2026-11"
    source = "https://developers.openai.com/api/docs/guides/direct-preference-optimization"
    status = Status.CURRENT
    deprecated_after: date | None = date(2027, 1, 6)  # no new jobs at OpenAI from then on; the format lives on elsewhere
    needs = Needs.PREFERENCE
    limits = Limits(min_rows=10, advised_rows=50, max_file_bytes=512_000_000)
    features: Features = (
        {"name": "input", "dtype": "json"},
        {"name": "preferred_output", "list": "json"},
        {"name": "non_preferred_output", "list": "json"},
    )
    repairs: tuple[str, ...] = (
        "drop_empty_turns",
        "drop_trailing_user",
        "merge_turns",
        "stringify_arguments",
        "fill_tool_ids",
        "drop_names",
    )
    RULES = (
        ("line_type", "A line is an object."),
        ("unknown_key", "Objects have only the keys that the target knows."),
        ("input_type", "input is an object with messages."),
        ("output_type", "preferred_output and non_preferred_output are lists of exactly one message, the assistant's."),
        *rules.of_messages(DIALECT),
        ("parallel_type", "parallel_tool_calls is true or false."),
        ("prompt_ends_with_assistant", "The last message of the prompt is not the assistant's."),
        ("same_outputs", "The two outputs differ."),
    )

    def render(self, example: Example) -> dict[str, Any]:
        """The line. Raises Rejected for an image and for an answer with the weight 0; other weights say nothing here and are left out."""
        if not isinstance(example, Preference):
            raise reject("wrong_example", "", f"A line of {self.name} is made of a prompt with two answers.")
        prompt: dict[str, Any] = {"messages": _messages(example.prompt, "/input/messages")}
        if example.tools:
            prompt["tools"] = list(example.tools)
            if example.parallel_tool_calls is not None:
                prompt["parallel_tool_calls"] = example.parallel_tool_calls
        outputs = zip(OUTPUTS, (example.chosen, example.rejected), strict=True)
        return {"input": prompt, **{key: _answer(turns, f"/{key}") for key, turns in outputs}}

    def check(self, line: Any) -> list[Breach]:
        """Each rule that the line breaks."""
        return list(_breaches(line))

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        """All texts that the model would read or write; of the prompt once."""
        prompt = line["input"]
        messages = [*prompt["messages"], *line["preferred_output"], *line["non_preferred_output"]]
        return [*rendering.texts(messages), *rendering.tool_texts(prompt.get("tools", ()))]

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of a line. What depends on the order of messages, no schema can say."""
        return schema.of_pairs(DIALECT, title=self.title, name=self.name)


def _messages(turns: tuple[Turn, ...], at: str) -> list[dict[str, Any]]:
    for index, turn in enumerate(turns):
        for number, part in enumerate(turn.content if isinstance(turn.content, tuple) else ()):
            if isinstance(part, Image):
                raise reject("image", f"{at}/{index}/content/{number}", "There are no images here, only text.")
    return rendering.messages([turn if turn.weight is None else turn._replace(weight=None) for turn in turns])


def _answer(turns: tuple[Turn, ...], at: str) -> list[dict[str, Any]]:
    for index, turn in enumerate(turns):
        if turn.weight == 0:
            raise reject("weight", f"{at}/{index}", "This answer has the weight 0, so it is not to be learned, and no half of a pair.")
    return _messages(turns, at)


def _breaches(line: Any) -> Iterator[Breach]:
    if not isinstance(line, dict):
        yield Breach("line_type", "", f"A line is an object with {', '.join(KEYS)}.")
        return
    yield from (unknown_key(key, "", "a line") for key in line if key not in KEYS)
    prompt = line.get("input")
    if isinstance(prompt, dict):
        yield from _prompt(prompt)
    else:
        yield Breach("input_type", "/input" if "input" in line else "", 'input is an object: {"messages": […]}.')
    tools = prompt.get("tools") if isinstance(prompt, dict) else None
    for key in OUTPUTS:
        yield from _output(line.get(key), f"/{key}" if key in line else "", key, tools)
    if _are_same(line.get(OUTPUTS[0]), line.get(OUTPUTS[1])):
        yield Breach("same_outputs", f"/{OUTPUTS[1]}", "Both outputs are the same, so neither is the better one.")


def _prompt(prompt: dict[str, Any]) -> Iterator[Breach]:
    yield from (unknown_key(key, "/input", "input") for key in prompt if key not in DIALECT.line_keys)
    messages = prompt.get("messages")
    if not checking.are_plain(messages, DIALECT.keys):
        at = "/input/messages" if "messages" in prompt else "/input"
        yield from checking.message_breaches(messages, at, DIALECT, prompt.get("tools"))
    if isinstance(messages, list) and messages and role_of(messages[-1]) == "assistant":
        place = f"/input/messages/{len(messages) - 1}"
        yield Breach("prompt_ends_with_assistant", place, "The prompt ends with a message of the assistant, not of a user or a tool.")
    yield from settings_breaches(prompt, "/input", DIALECT)


def _output(output: Any, at: str, key: str, tools: Any) -> Iterator[Breach]:
    if not isinstance(output, list) or len(output) != 1:
        yield Breach("output_type", at, f"{key} is a list of exactly one message.")
        return
    if isinstance(output[0], dict) and role_of(output[0]) != "assistant":
        yield Breach("output_type", f"{at}/0", f"The message of {key} is the assistant's.")
    if not checking.are_plain(output, DIALECT.keys):
        yield from checking.message_breaches(output, at, DIALECT, tools)


def _are_same(better: Any, worse: Any) -> bool:
    try:
        return bool(better) and bool(better == worse)
    except RecursionError:  # nested so deep that it breaks another rule
        return False
