"""Anthropic's messages: `{system?, messages}`, strictly alternating, text only, and no other key."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Example, Turn
from exports.finetuning.targets import Limits, Needs, Status, checks
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

ROLES = ("user", "assistant")
KEYS = ("role", "content")

_TEXT = {"type": "string", "pattern": r"\S"}


class Target:
    """Claude 3 Haiku on Amazon Bedrock was the only model that took it; the format outlives it in other trainers.

    All answers are learned. Texts of nothing but white space are refused by the Messages API, whose models these are.
    """

    name = "anthropic"
    title = "Anthropic messages (Claude 3 Haiku on Amazon Bedrock)"
    rules_version = "2026-11"
    source = "https://platform.claude.com/cookbook/finetuning-finetuning-on-bedrock"
    status = Status.LEGACY
    deprecated_after: date | None = date(2026, 9, 10)
    needs = Needs.CONVERSATION
    limits = Limits(min_rows=32, max_rows=10_000, max_tokens=32_000)
    repairs: tuple[str, ...] = plain.REPAIRS
    features: Features = ({"name": "system", "dtype": "string"}, {"name": "messages", "list": "json"})

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (
        plain.NEEDS,
        plain.ROLE,
        plain.TOOLS,
        plain.IMAGE,
        plain.NAME,
        plain.WEIGHT,
        plain.SYSTEMS,
        plain.SYSTEM_PLACE,
    )
    RULES: Rules = (
        ("not_an_object", checks.OBJECT),
        ("missing_key", checks.MISSING),
        ("unknown_key", checks.UNKNOWN),
        ("wrong_type", checks.TYPE),
        ("empty_content", "Each text has a character that is not white space."),
        ("unknown_role", "A role is user or assistant."),
        ("not_alternating", "User and assistant take turns."),
        ("too_few_messages", "There are at least two messages."),
        ("first_not_user", "The first message is the user's."),
        ("last_not_assistant", "The last message is the assistant's."),
        *REFUSALS,
    )

    def render(self, example: Example) -> dict[str, Any]:
        found = plain.conversation(example)
        plain.refuse_tools(found)
        system, turns = plain.split_system(found.turns, "/messages")
        messages = [_message(turn, number) for number, turn in enumerate(turns)]
        return {"messages": messages} if system is None else {"system": system, "messages": messages}

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if checks.is_object(line, "", found, needed=("messages",), known=("system", "messages")):
            if "system" in line:
                _check_text(line["system"], "/system", found)
            if "messages" in line and checks.is_list(line["messages"], "/messages", found):
                _check_messages(line["messages"], found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        system = [line["system"]] if "system" in line else []
        return system + [message["content"] for message in line["messages"]]

    def schema(self) -> dict[str, Any]:
        message = checks.closed({"role": {"enum": list(ROLES)}, "content": _TEXT}, *KEYS)
        first = {"properties": {"role": {"const": "user"}}}
        messages = {"type": "array", "items": message, "minItems": 2, "prefixItems": [{**message, "allOf": [first]}]}
        return checks.of_line(self.title, checks.closed({"system": _TEXT, "messages": messages}, "messages"))


def _message(turn: Turn, number: int) -> dict[str, str]:
    role, content = turn.role, turn.content
    if (role == "user" or role == "assistant") and type(content) is str and not turn.calls and not turn.name and turn.weight != 0:
        return {"role": role, "content": content}
    pointer = f"/messages/{number}"
    plain.refuse_system(turn, pointer)
    plain.refuse_calls(turn, pointer)
    plain.refuse_marks(turn, pointer)
    return {"role": role, "content": plain.text(turn, f"{pointer}/content")}


def _check_messages(messages: list[Any], found: list[Breach]) -> None:
    if len(messages) < 2:
        found.append(Breach("too_few_messages", "/messages", "There must be at least two messages, a question and its answer."))
    role = before = ""
    for number, message in enumerate(messages):
        before, role = role, _check_message(message, f"/messages/{number}", found)
        if role and role == before:
            message = f"Two messages of the {role} follow each other; the repair merge_turns makes one of them."
            found.append(Breach("not_alternating", f"/messages/{number}/role", message))
        elif number == 0 and role == "assistant":
            found.append(Breach("first_not_user", "/messages/0/role", "The first message must be the user's."))
    if role == "user":
        message = "The last message must be the assistant's; the repair drop_trailing_user cuts what comes after it."
        found.append(Breach("last_not_assistant", f"/messages/{len(messages) - 1}/role", message))


def _check_message(message: Any, pointer: str, found: list[Breach]) -> str:
    """Its role, empty where it has none that is known."""
    if not checks.is_object(message, pointer, found, needed=KEYS, known=KEYS):
        return ""
    role = ""
    if "role" in message and checks.is_one_of(message["role"], ROLES, f"{pointer}/role", found, rule="unknown_role"):
        role = message["role"]
    if "content" in message:
        _check_text(message["content"], f"{pointer}/content", found)
    return role


def _check_text(value: Any, pointer: str, found: list[Breach]) -> None:
    if checks.is_text(value, pointer, found) and (not value or value.isspace()):
        found.append(Breach("empty_content", pointer, "This text is empty; the repair drop_empty_turns leaves such turns out."))
