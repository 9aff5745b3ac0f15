"""Preferences for TRL's DPOTrainer: `{prompt, chosen, rejected, tools?}`, all of them conversational."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Example, Preference
from exports.finetuning.targets import Limits, Needs, Status, checks, trl_answers, trl_messages
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

KEYS = ("prompt", "chosen", "rejected")


class Target:
    """The prompt is not learned, so weights there say nothing."""

    name = "trl-dpo"
    title = "TRL DPOTrainer"
    rules_version = "2026-11"
    source = "https://huggingface.co/docs/trl/dataset_formats#preference"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.PREFERENCE
    limits = Limits()
    repairs: tuple[str, ...] = trl_messages.REPAIRS
    features: Features = trl_messages.features("prompt", "chosen", "rejected")

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (*trl_messages.REFUSALS, plain.WEIGHT)
    RULES: Rules = (*trl_messages.RULES, *trl_answers.RULES, ("same_answers", "The two answers differ."), *REFUSALS)

    def render(self, example: Example) -> dict[str, Any]:
        if type(example) is not Preference:
            raise plain.wrong_example(example, "preferences")
        return {
            "prompt": trl_messages.render(example.prompt, "/prompt", learned=False),
            "chosen": trl_messages.render(example.chosen, "/chosen"),
            "rejected": trl_messages.render(example.rejected, "/rejected"),
            **trl_messages.render_tools(example.tools),
        }

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if checks.is_object(line, "", found, needed=KEYS, known=(*KEYS, "tools")):
            trl_answers.check_prompt(line, found)
            trl_answers.check_answer(line, "chosen", found)
            trl_answers.check_answer(line, "rejected", found)
            if "chosen" in line and "rejected" in line and _are_same(line["chosen"], line["rejected"]):
                found.append(Breach("same_answers", "/rejected", "Both answers are the same, so neither is the better one."))
            trl_messages.check_tools(line, found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        return [*(text for key in KEYS for text in trl_messages.texts(line[key])), *trl_messages.tool_texts(line)]

    def schema(self) -> dict[str, Any]:
        answer = trl_answers.answer_schema()
        properties = {"prompt": trl_messages.schema(), "chosen": answer, "rejected": answer, "tools": trl_messages.tools_schema()}
        return checks.of_line(self.title, checks.closed(properties, *KEYS))


def _are_same(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except RecursionError:  # nested deeper than any line that is written
        return False
