"""ShareGPT as LLaMA-Factory reads it: `{conversations: [{from, value}], system, tools}`, calls and tools as JSON text.

Sources: SharegptDatasetConverter in src/llamafactory/data/converter.py, FunctionFormatter in formatter.py and the tool formatters in
tool_utils.py of github.com/hiyouga/LLaMA-Factory; data/README.md there. It skips a line with a wrong order, and stops at wrong JSON.
What only the template of one model wants is not checked.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach, reject
from exports.finetuning.conversation import Example, Turn
from exports.finetuning.targets import Limits, Needs, Status, checks, sharegpt_json
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

ASKING = ("human", "observation")
ANSWERING = ("gpt", "function_call")
KEYS = ("conversations", "system", "tools")
_MESSAGE = ("from", "value")
_FROM = {"user": "human", "assistant": "gpt", "tool": "observation"}


class Target:
    """`system` and `tools` stand in each line, empty where there are none, since the loader wants the columns that dataset_info.json names.

    All answers and calls are learned.
    """

    name = "sharegpt"
    title = "ShareGPT (LLaMA-Factory)"
    rules_version = "2026-11"
    source = "https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md#sharegpt-format"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits()
    repairs: tuple[str, ...] = (*plain.REPAIRS, "stringify_arguments", "complete_tools", "drop_text_beside_calls")
    features: Features = (
        {"name": "conversations", "list": "json"},
        {"name": "system", "dtype": "string"},
        {"name": "tools", "dtype": "string"},
    )

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (
        plain.NEEDS,
        plain.ROLE,
        plain.IMAGE,
        plain.NAME,
        plain.WEIGHT,
        plain.SYSTEMS,
        plain.SYSTEM_PLACE,
        plain.ARGUMENTS,
        ("text_and_calls", "A turn has a text or calls."),
    )
    RULES: Rules = (
        ("not_an_object", checks.OBJECT),
        ("missing_key", checks.MISSING),
        ("unknown_key", checks.UNKNOWN),
        ("wrong_type", checks.TYPE),
        ("no_messages", "There is at least one message."),
        ("unknown_sender", "from is human, gpt, function_call or observation."),
        ("wrong_place", "human and observation stand in odd places, gpt and function_call in even ones."),
        ("odd_count", "The number of messages is even: the last one is an answer."),
        ("empty_value", "No value is empty, but for an observation's."),
        ("invalid_call", "The value of a function_call is JSON text: an object with name and arguments, or a list of such."),
        ("reserved_words", "A function_call has none of the tags that the loader cuts out of it: <think> and <tool_call>."),
        (
            "invalid_tools",
            "tools is empty, or JSON text: a list of tools with name and parameters, which have properties; choices are texts.",
        ),
        *REFUSALS,
    )

    def render(self, example: Example) -> dict[str, Any]:
        found = plain.conversation(example)
        system, turns = plain.split_system(found.turns, "/conversations")
        tools = sharegpt_json.written(list(found.tools), "/tools") if found.tools else ""
        return {"conversations": [_message(turn, number) for number, turn in enumerate(turns)], "system": system or "", "tools": tools}

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if checks.is_object(line, "", found, needed=("conversations",), known=KEYS):
            if "conversations" in line and checks.is_list(line["conversations"], "/conversations", found):
                _check_messages(line["conversations"], found)
            if "system" in line:
                checks.is_text(line["system"], "/system", found)
            if line.get("tools") != "":
                sharegpt_json.check_tools(line, found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        values = [message["value"] for message in line["conversations"]]
        return [text for text in (line.get("system"), line.get("tools"), *values) if text]

    def schema(self) -> dict[str, Any]:
        word, text = {"type": "string", "minLength": 1}, {"type": "string"}
        forms = [
            checks.closed({"from": {"enum": ["human", "gpt", "function_call"]}, "value": word}, *_MESSAGE),
            checks.closed({"from": {"const": "observation"}, "value": text}, *_MESSAGE),
        ]
        first = {"properties": {"from": {"enum": list(ASKING)}}, "anyOf": forms}
        messages = {"type": "array", "minItems": 2, "prefixItems": [first], "items": {"anyOf": forms}}
        return checks.of_line(self.title, checks.closed({"conversations": messages, "system": text, "tools": text}, "conversations"))


def _message(turn: Turn, number: int) -> dict[str, str]:
    content = turn.content
    if type(content) is str and not turn.calls and not turn.name and turn.weight != 0 and turn.role in _FROM:
        return {"from": _FROM[turn.role], "value": content}
    pointer = f"/conversations/{number}"
    plain.refuse_system(turn, pointer)
    plain.refuse_marks(turn, pointer)
    text = plain.text(turn, f"{pointer}/value")
    if not turn.calls:
        return {"from": _FROM[turn.role], "value": text}
    if text:
        message = "A turn has a text or calls, not both; the repair drop_text_beside_calls leaves the text out."
        raise reject("text_and_calls", f"{pointer}/value", message)
    calls = [{"name": call.name, "arguments": plain.arguments(call, f"{pointer}/value")} for call in turn.calls]
    return {"from": "function_call", "value": sharegpt_json.written(calls[0] if len(calls) == 1 else calls, f"{pointer}/value")}


def _check_messages(messages: list[Any], found: list[Breach]) -> None:
    if not messages:
        found.append(Breach("no_messages", "/conversations", "There is no message."))
    for number, message in enumerate(messages):
        pointer = f"/conversations/{number}"
        if checks.is_object(message, pointer, found, needed=_MESSAGE, known=_MESSAGE):
            sender = _check_sender(message, number, pointer, found) if "from" in message else ""
            if "value" in message:
                _check_value(message["value"], sender, f"{pointer}/value", found)
    if len(messages) % 2:
        message = "The number of messages must be even; the repair drop_trailing_user cuts what follows the last answer."
        found.append(Breach("odd_count", "/conversations", message))


def _check_sender(message: dict[str, Any], number: int, pointer: str, found: list[Breach]) -> str:
    sender = message["from"]
    if not checks.is_one_of(sender, (*ASKING, *ANSWERING), f"{pointer}/from", found, rule="unknown_sender"):
        return ""
    here = ANSWERING if number % 2 else ASKING
    if sender not in here:
        text = f"In this place stands {' or '.join(here)}, not {sender}; the repair merge_turns makes one of two neighbours."
        found.append(Breach("wrong_place", f"{pointer}/from", text))
    return str(sender)


def _check_value(value: Any, sender: str, pointer: str, found: list[Breach]) -> None:
    if not checks.is_text(value, pointer, found):
        return
    if not value:
        if sender != "observation":
            message = "This value is empty; the repair drop_empty_turns leaves such turns out."
            found.append(Breach("empty_value", pointer, message))
    elif sender == "function_call":
        sharegpt_json.check_call(value, pointer, found)
