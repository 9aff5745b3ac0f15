"""Supervised fine-tuning with TRL's SFTTrainer: `{messages, tools?}`.

The form prompt + completion would learn the last answer only, and one file cannot hold both forms, since TRL goes by the columns; so all
lines are messages. Which of them are learned is the trainer's setting (`assistant_only_loss`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Example
from exports.finetuning.targets import Limits, Needs, Status, checks, trl_messages
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules


class Target:
    name = "trl-sft"
    title = "TRL SFTTrainer"
    rules_version = "2026-11"
    source = "https://huggingface.co/docs/trl/dataset_formats"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits()
    repairs: tuple[str, ...] = trl_messages.REPAIRS
    features: Features = trl_messages.features("messages")

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (*trl_messages.REFUSALS, plain.WEIGHT)
    RULES: Rules = (
        *trl_messages.RULES,
        ("no_assistant", "One message at least is the assistant's; without one there is nothing to learn."),
        *REFUSALS,
    )

    def render(self, example: Example) -> dict[str, Any]:
        found = plain.conversation(example)
        return {"messages": trl_messages.render(found.turns, "/messages"), **trl_messages.render_tools(found.tools)}

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if checks.is_object(line, "", found, needed=("messages",), known=("messages", "tools")):
            if "messages" in line:
                _check_messages(line["messages"], found)
            trl_messages.check_tools(line, found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        return [*trl_messages.texts(line["messages"]), *trl_messages.tool_texts(line)]

    def schema(self) -> dict[str, Any]:
        answered = {"contains": {"properties": {"role": {"const": "assistant"}}}}
        properties = {"messages": {**trl_messages.schema(), **answered}, "tools": trl_messages.tools_schema()}
        return checks.of_line(self.title, checks.closed(properties, "messages"))


def _check_messages(messages: Any, found: list[Breach]) -> None:
    trl_messages.check(messages, "/messages", found)
    if type(messages) is list and messages and not any(type(one) is dict and one.get("role") == "assistant" for one in messages):
        found.append(Breach("no_assistant", "/messages", "No message is the assistant's, so there is nothing to learn."))
