"""Messages made of parts, as OpenTelemetry's GenAI conventions have them, to messages in the shape of OpenAI's chat API.

Parts without a counterpart stay as they came, among the parts of `content`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from evalplatform.exact_json import NotJSON, dumps
from evalplatform.tracing.otlp.attributes import structured
from evalplatform.tracing.otlp.received import Attributes

Message = dict[str, Any]


class _Draft(NamedTuple):
    """One message while its parts are read."""

    content: list[Any]
    reasoning: list[str]
    calls: list[Message]
    answers: list[Message]


def read_messages(value: Any) -> Any:
    """A list of messages, given as such or as JSON text; any other value as it is."""
    found = structured(value)
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return found
    return [message for one in found for message in _read(one)]


def with_instructions(instructions: Any, messages: Any) -> Any:
    """The messages after a system message of instructions, unless they begin with it themselves."""
    parts = structured(instructions)
    if isinstance(messages, list) and parts:
        system = _read({"role": "system", "parts": parts} if isinstance(parts, list) else {"role": "system", "content": parts})
        return messages if messages[:1] == system else [*system, *messages]
    return messages


def alone(messages: Any) -> Any:
    """The only message of a list of one, since that is how an answer is written; any other value as it is."""
    return messages[0] if isinstance(messages, list) and len(messages) == 1 else messages


def tool_call(call_id: Any, name: Any, arguments: Any) -> Message:
    """A call as OpenAI writes it: the arguments are a text."""
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": as_text(arguments)}}


def as_text(value: Any) -> Any:
    """A text as it is, nothing as the empty text, and JSON text of anything else."""
    if isinstance(value, str):
        return value
    try:
        return "" if value is None else dumps(value)
    except NotJSON:
        return value  # NaN or NUL within: whoever stores the span refuses it, and says where


def _read(message: Message) -> list[Message]:
    parts = message.get("parts")
    if not isinstance(parts, list):
        return [message]
    draft = _Draft([], [], [], [])
    for part in parts:
        kind = part.get("type") if isinstance(part, dict) else None
        _PARTS.get(kind, _keep)(draft, part) if isinstance(kind, str) else _keep(draft, part)
    rest = {key: value for key, value in message.items() if key not in ("parts", "content", "finish_reason")}
    return [*_spoken(rest, draft), *draft.answers]


def _spoken(rest: Message, draft: _Draft) -> list[Message]:
    """What was said and called; nothing where the message holds only what tools answered."""
    if draft.answers and not (draft.content or draft.calls or draft.reasoning):
        return []
    spoken = {**rest, "content": _content(draft.content)}
    if draft.reasoning:
        spoken["reasoning_content"] = "\n".join(draft.reasoning)
    if draft.calls:
        spoken["tool_calls"] = draft.calls
    return [spoken]


def _content(parts: list[Any]) -> Any:
    if not parts:
        return None
    if len(parts) == 1 and isinstance(parts[0], dict) and parts[0].keys() == {"type", "text"}:
        return parts[0]["text"]
    return parts


def _keep(draft: _Draft, part: Any) -> None:
    draft.content.append(part)


def _text(draft: _Draft, part: Message) -> None:
    plain = part.keys() == {"type", "content"} and isinstance(part["content"], str)
    draft.content.append({"type": "text", "text": part["content"]} if plain else part)


def _reasoning(draft: _Draft, part: Message) -> None:
    text = part.get("content")
    draft.reasoning.append(text) if isinstance(text, str) else _keep(draft, part)


def _call(draft: _Draft, part: Message) -> None:
    draft.calls.append(tool_call(part.get("id"), part.get("name"), part.get("arguments")))


def _answer(draft: _Draft, part: Message) -> None:
    answer = part.get("response", part.get("result"))  # older senders write result
    draft.answers.append({"role": "tool", "tool_call_id": part.get("id"), "content": as_text(answer)})


def _inline(draft: _Draft, part: Message) -> None:
    if _is_image(part) and isinstance(data := part.get("content"), str):
        _image(draft, f"data:{part.get('mime_type') or 'image/png'};base64,{data}")
    else:
        _keep(draft, part)


def _linked(draft: _Draft, part: Message) -> None:
    if _is_image(part) and isinstance(uri := part.get("uri"), str):
        _image(draft, uri)
    else:
        _keep(draft, part)


def _is_image(part: Message) -> bool:
    return part.get("modality") == "image" or str(part.get("mime_type")).startswith("image/")


def _image(draft: _Draft, url: str) -> None:
    draft.content.append({"type": "image_url", "image_url": {"url": url}})


_PARTS: dict[str, Callable[[_Draft, Any], None]] = {
    "text": _text,
    "reasoning": _reasoning,
    "thinking": _reasoning,
    "tool_call": _call,
    "tool_call_response": _answer,
    "blob": _inline,
    "uri": _linked,
}


def take_finish_reasons(attributes: Attributes, messages: Any) -> None:
    """Keep the finish reasons, which have no place in a message, where the conventions have them."""
    found = structured(messages)
    if not isinstance(found, list):
        return
    if reasons := [one["finish_reason"] for one in found if isinstance(one, dict) and one.get("finish_reason")]:
        attributes.setdefault("gen_ai.response.finish_reasons", reasons)
