"""Labelled answers for TRL's KTOTrainer: `{prompt, completion, label, tools?}`, conversational, the label true or false."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Example, Labelled
from exports.finetuning.targets import Limits, Needs, Status, checks, trl_answers, trl_messages
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

KEYS = ("prompt", "completion", "label")


class Target:
    """The prompt is not learned, so weights there say nothing."""

    name = "trl-kto"
    title = "TRL KTOTrainer"
    rules_version = "2026-11"
    source = "https://huggingface.co/docs/trl/dataset_formats#unpaired-preference"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.LABEL
    limits = Limits()
    repairs: tuple[str, ...] = trl_messages.REPAIRS
    features: Features = (*trl_messages.features("prompt", "completion"), {"name": "label", "dtype": "bool"})

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (*trl_messages.REFUSALS, plain.WEIGHT)
    RULES: Rules = (*trl_messages.RULES, *trl_answers.RULES, *REFUSALS)

    def render(self, example: Example) -> dict[str, Any]:
        if type(example) is not Labelled:
            raise plain.wrong_example(example, "labelled")
        found = example.conversation
        return {
            "prompt": trl_messages.render(found.prompt, "/prompt", learned=False),
            "completion": trl_messages.render(found.answer, "/completion"),
            "label": example.label,
            **trl_messages.render_tools(found.tools),
        }

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if checks.is_object(line, "", found, needed=KEYS, known=(*KEYS, "tools")):
            trl_answers.check_prompt(line, found)
            trl_answers.check_answer(line, "completion", found)
            if "label" in line and type(line["label"]) is not bool:
                found.append(Breach("wrong_type", "/label", f"The label must be true or false, not {checks.kind(line['label'])}."))
            trl_messages.check_tools(line, found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        return [*trl_messages.texts(line["prompt"]), *trl_messages.texts(line["completion"]), *trl_messages.tool_texts(line)]

    def schema(self) -> dict[str, Any]:
        properties = {
            "prompt": trl_messages.schema(),
            "completion": trl_answers.answer_schema(),
            "label": {"type": "boolean"},
            "tools": trl_messages.tools_schema(),
        }
        return checks.of_line(self.title, checks.closed(properties, *KEYS))
