"""Checks who speaks when: calls and their answers, roles that alternate, the system first."""

from collections.abc import Iterator
from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.targets.openai_messages.content import shown
from exports.finetuning.targets.openai_messages.dialect import Dialect

# Who may speak after whom, where roles alternate; the system is no part of it.
_NEXT = {"": {"user"}, "user": {"assistant"}, "assistant": {"user", "tool"}, "tool": {"assistant", "tool"}}
_EXPECTED = {
    "": "After the system a user speaks first (repair drop_leading_assistant).",
    "user": "After a user the assistant speaks (repair merge_turns joins neighbours of one role).",
    "assistant": "After the assistant a user or a tool speaks (repair merge_turns joins neighbours of one role).",
    "tool": "After a tool the assistant speaks.",
}


def role_of(message: Any) -> str:
    """The role, or nothing where there is none."""
    role = message.get("role") if isinstance(message, dict) else None
    return role if isinstance(role, str) else ""


class Order:
    """Goes along with the messages, which are objects or skipped; `step` is called with each one in turn."""

    def __init__(self, messages: list[Any], dialect: Dialect) -> None:
        self._messages = messages
        self._dialect = dialect
        self._open: set[str] = set()
        self._last = ""

    def step(self, index: int, message: dict[str, Any], at: str) -> list[Breach]:
        """What is wrong with the place of this message."""
        role = message.get("role")
        found: list[Breach] = []
        if role == "tool":
            found.extend(self._answer(message.get("tool_call_id"), f"{at}/tool_call_id"))
        else:
            self._open = _ids(message) if role == "assistant" and "tool_calls" in message else set()
            if self._open and index + 1 < len(self._messages):
                found.extend(self._unanswered(message, index, at))
        if role == "system":
            if self._dialect.system_first and index:
                found.append(Breach("system_first", at, "Only the first message is the system's (repair system_first)."))
        elif self._dialect.alternates and isinstance(role, str) and role in _NEXT:
            if role not in _NEXT[self._last]:
                found.append(Breach("alternation", at, _EXPECTED[self._last]))
            self._last = role
        return found

    def _answer(self, call_id: Any, at: str) -> Iterator[Breach]:
        if isinstance(call_id, str) and call_id not in self._open:
            yield Breach("unasked_tool", at, f"The assistant's message before has no call {shown(call_id)} without an answer.")
        elif isinstance(call_id, str):
            self._open.discard(call_id)

    def _unanswered(self, message: dict[str, Any], index: int, at: str) -> Iterator[Breach]:
        answered = set()
        for place in range(index + 1, len(self._messages)):
            following = self._messages[place]
            if role_of(following) != "tool":
                break
            if isinstance(following.get("tool_call_id"), str):
                answered.add(following["tool_call_id"])
        for number, call in enumerate(message["tool_calls"]):
            found = call.get("id") if isinstance(call, dict) else None
            if isinstance(found, str) and found not in answered:
                yield Breach("unanswered_call", f"{at}/tool_calls/{number}", "The next messages have no answer of a tool to this call.")


def _ids(message: dict[str, Any]) -> set[str]:
    calls = message["tool_calls"]
    if not isinstance(calls, list):
        return set()
    return {call["id"] for call in calls if isinstance(call, dict) and isinstance(call.get("id"), str)}
