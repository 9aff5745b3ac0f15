"""Turns to messages, and the texts of messages. Nothing is repaired: what a turn lacks or has too much, the checks find in the message."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from evalplatform import exact_json
from exports.finetuning.conversation import Image, Part, ToolCall, Turn


def messages(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    """One message a turn."""
    made = []
    for turn in turns:
        role, content, calls, call_id, name, weight = turn
        if content.__class__ is str and not calls and not call_id and not name and weight is None:
            made.append({"role": role, "content": content})
        else:
            made.append(_message(turn))
    return made


def parts_everywhere(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages with lists of parts for texts, if one of them has such a list already."""
    if not any(isinstance(one.get("content"), list) for one in made):
        return made
    return [{**one, "content": [{"type": "text", "text": one["content"]}]} if isinstance(one.get("content"), str) else one for one in made]


def texts(made: Any) -> Iterator[str]:
    """All that the model would read or write of the messages; images have no text."""
    for message in made:
        content = message.get("content")
        if isinstance(content, str):
            yield content
        elif content:
            yield from (part["text"] for part in content if "text" in part)
        if name := message.get("name"):
            yield name
        for call in message.get("tool_calls", ()):
            yield call["function"]["name"]
            yield _as_text(call["function"]["arguments"])


def tool_texts(tools: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each tool as JSON text."""
    return map(_as_text, tools)


def _message(turn: Turn) -> dict[str, Any]:
    made: dict[str, Any] = {"role": turn.role}
    if isinstance(turn.content, str):
        made["content"] = turn.content
    elif turn.content is not None:
        made["content"] = [_part(part) for part in turn.content]
    if turn.calls:
        made["tool_calls"] = [_call(call) for call in turn.calls]
    if turn.call_id:
        made["tool_call_id"] = turn.call_id
    if turn.name:
        made["name"] = turn.name
    if turn.weight is not None:
        made["weight"] = turn.weight
    return made


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Image):
        return {"type": "image_url", "image_url": {"url": part.url, "detail": part.detail} if part.detail else {"url": part.url}}
    return {"type": "text", "text": part.text}


def _call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else exact_json.dumps(value)
