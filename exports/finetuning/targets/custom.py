"""Lines of the user's own form: a JSON template with placeholders for what stands in the example."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Conversation, Example, Labelled, Preference
from exports.finetuning.targets import Limits, Needs, Status, checks, custom_fit, custom_template
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Rules
from exports.finetuning.targets.custom_template import Template
from exports.finetuning.targets.custom_values import PLACEHOLDERS

DEFAULT: dict[str, Any] = {"messages": "${messages}"}
_KINDS = {Needs.CONVERSATION: Conversation, Needs.PREFERENCE: Preference, Needs.LABEL: Labelled}


class Target:
    """What the example must be follows from the placeholders: chosen and rejected want pairs, label wants labels."""

    name = "custom"
    title = "A template of your own"
    rules_version = "2026-11"
    source = "the request's template"
    status = Status.CURRENT
    deprecated_after: date | None = None
    limits = Limits()
    repairs: tuple[str, ...] = (*plain.REPAIRS, "stringify_arguments", "fill_tool_ids", "complete_tools", "drop_text_beside_calls")

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (
        plain.NEEDS,
        plain.IMAGE,
        plain.WEIGHT,
        ("several_systems", "${system} is one text."),
        ("no_user_turn", "${prompt} is the text of the last user's turn, which is there."),
        ("not_one_text", "${answer}, ${chosen} and ${rejected} are answers of one turn without calls."),
    )
    RULES: Rules = (*custom_fit.RULES, *REFUSALS)

    def __init__(self, template: Template | None = None) -> None:
        self.template = template or custom_template.parse(DEFAULT)
        self.needs = self.template.needs
        self.features = custom_fit.features(self.template.body)

    def render(self, example: Example) -> dict[str, Any]:
        if type(example) is not _KINDS[self.needs]:
            raise plain.wrong_example(example, f"{self.needs}s")
        values = {name: PLACEHOLDERS[name].take(example, pointer) for name, pointer in self.template.places}
        line: dict[str, Any] = custom_template.fill(self.template.body, values)
        return line

    def check(self, line: Any) -> list[Breach]:
        return custom_fit.check(line, self.template.body)

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        """All texts that are values; which of them a trainer reads is the user's to know."""
        found: list[str] = []
        waiting: list[Any] = [line]
        while waiting:
            value = waiting.pop()
            if type(value) is str:
                found.append(value)
            elif type(value) is dict:
                waiting.extend(reversed(value.values()))
            elif type(value) is list:
                waiting.extend(reversed(value))
        return found

    def schema(self) -> dict[str, Any]:
        return checks.of_line(self.title, custom_fit.schema(self.template.body))


def parse(template: Any) -> Target:
    """The target that writes lines of this form. Raises InvalidInput with pointers into the template."""
    return Target(custom_template.parse(template))
