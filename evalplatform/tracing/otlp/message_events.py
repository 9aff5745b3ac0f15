"""Messages that older GenAI conventions put into a span's events, one message or one payload each."""

from evalplatform.tracing.otlp.attributes import structured
from evalplatform.tracing.otlp.messages import Message
from evalplatform.tracing.otlp.received import Attributes, Event

_ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_CHOICE = "gen_ai.choice"
_WHOLE = ("gen_ai.content.prompt", "gen_ai.content.completion")
_DETAILS = "gen_ai.client.inference.operation.details"
_NOT_OF_THE_MESSAGE = frozenset({"gen_ai.system", "gen_ai.provider.name", "gen_ai.event.content", "event.name", "index", "finish_reason"})


def take_message_events(attributes: Attributes, events: list[Event]) -> tuple[list[Message], list[Message]]:
    """Take the events that are one message each out of the list: those that went in, and the choices that came out."""
    said = [event for event in events if event.name in _ROLES]
    chosen = [event for event in events if event.name == _CHOICE]
    if not said and not chosen:
        return [], []
    events[:] = [event for event in events if event.name not in _ROLES and event.name != _CHOICE]
    reasons = [reason for event in chosen if (reason := _body(event).get("finish_reason"))]
    if reasons:
        attributes.setdefault("gen_ai.response.finish_reasons", reasons)
    return [_message(_body(event), _ROLES[event.name]) for event in said], [_choice(_body(event)) for event in chosen]


def lift_details(attributes: Attributes, events: list[Event]) -> None:
    """Put what an event says of the whole call, messages above all, among the span's attributes, unless they say it themselves."""
    kept = []
    for event in events:
        if event.name != _DETAILS and event.name not in _WHOLE:
            kept.append(event)
        elif left := {key: value for key, value in event.attributes.items() if attributes.setdefault(key, value) != value}:
            kept.append(event._replace(attributes=left))
    events[:] = kept


def _body(event: Event) -> Attributes:
    """What the event says; some senders put all of it into one JSON text."""
    whole = structured(event.attributes.get("gen_ai.event.content"))
    return {**event.attributes, **whole} if isinstance(whole, dict) else event.attributes


def _message(body: Attributes, role: str) -> Message:
    message = {"role": role, **{key: value for key, value in body.items() if key not in _NOT_OF_THE_MESSAGE}}
    if role == "tool" and "id" in message:
        message["tool_call_id"] = message.pop("id")
    if "tool_calls" in message:
        message["tool_calls"] = structured(message["tool_calls"])
    return message


def _choice(body: Attributes) -> Message:
    """The message stands in the choice as an object, as a JSON text, as the text alone, or spread over the choice."""
    inner = structured(body.get("message"))
    if isinstance(inner, str):
        inner = {"content": inner}
    spread = {key: value for key, value in body.items() if key != "message"}
    return _message({**spread, **inner} if isinstance(inner, dict) else body, "assistant")
