"""A conversation as one line of JSON and back: how half of a pair waits in a part until the other half is known."""

from typing import Any

from evalplatform import exact_json
from exports.finetuning.conversation import Conversation, Image, Part, Text, ToolCall, Turn


def dump(conversation: Conversation) -> bytes:
    """JSON on one line, without LF."""
    turns = [_turn(one) for one in conversation.turns]
    return exact_json.dumps([turns, conversation.answer_at, conversation.tools, conversation.parallel_tool_calls]).encode()


def load(text: bytes) -> Conversation:
    """The conversation in what `dump` gave."""
    turns, answer_at, tools, parallel = exact_json.loads(text)
    return Conversation(tuple(map(_read_turn, turns)), answer_at, tuple(tools), parallel)


def _turn(turn: Turn) -> list[Any]:
    content = turn.content
    parts = content if isinstance(content, str) or content is None else [list(part) for part in content]
    return [turn.role, parts, [list(call) for call in turn.calls], turn.call_id, turn.name, turn.weight]


def _read_turn(found: list[Any]) -> Turn:
    role, content, calls, call_id, name, weight = found
    parts = content if isinstance(content, str) or content is None else tuple(map(_read_part, content))
    return Turn(role, parts, tuple(ToolCall(*call) for call in calls), call_id, name, weight)


def _read_part(found: list[str]) -> Part:
    return Text(*found) if len(found) == 1 else Image(*found)
