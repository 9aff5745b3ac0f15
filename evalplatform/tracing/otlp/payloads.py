"""What went into a span and what came out of it, by whichever convention its sender follows.

What is taken leaves the attributes and events: it stands in the span's input or output, and once is enough.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from evalplatform.tracing.otlp.attributes import parsed, structured, take_indexed
from evalplatform.tracing.otlp.indexed_messages import take_openinference, take_openllmetry
from evalplatform.tracing.otlp.message_events import lift_details, take_message_events
from evalplatform.tracing.otlp.messages import alone, read_messages, take_finish_reasons, with_instructions
from evalplatform.tracing.otlp.received import Attributes, Event

_Source = Callable[[Attributes], Any]


class Payloads(NamedTuple):
    """None is nothing; what a client sent as null is nothing too."""

    input: Any
    output: Any


def take_payloads(attributes: Attributes, events: list[Event]) -> Payloads:
    """Take input and output out of a span's attributes and events."""
    if not events:
        return Payloads(_first(_INPUTS, attributes), _first(_OUTPUTS, attributes))
    lift_details(attributes, events)
    said, chosen = take_message_events(attributes, events)
    return Payloads(
        _first((*_INPUTS, lambda _: said or None), attributes), _first((*_OUTPUTS, lambda _: alone(chosen) or None), attributes)
    )


def _first(sources: tuple[_Source, ...], attributes: Attributes) -> Any:
    for source in sources:
        if (found := source(attributes)) is not None:
            return found
    return None


def _messages_in(attributes: Attributes) -> Any:
    if "gen_ai.input.messages" not in attributes:
        return None
    return with_instructions(attributes.pop("gen_ai.system_instructions", None), read_messages(attributes.pop("gen_ai.input.messages")))


def _messages_out(attributes: Attributes) -> Any:
    sent = attributes.pop("gen_ai.output.messages", None)
    if sent is not None:
        take_finish_reasons(attributes, sent)
    return alone(read_messages(sent))


def _plain(name: str) -> _Source:
    return lambda attributes: structured(attributes.pop(name, None))


def _openinference(name: str) -> _Source:
    """A value is a text unless its MIME type says JSON."""

    def take(attributes: Attributes) -> Any:
        value = attributes.pop(f"{name}.value", None)
        mime = None if value is None else attributes.pop(f"{name}.mime_type", None)
        return parsed(value) if mime == "application/json" else value

    return take


def _documents(attributes: Attributes) -> Any:
    found = take_indexed(attributes, "retrieval.documents")
    return [one.get("document", one) if isinstance(one, dict) else one for one in found] or None


_INPUTS: tuple[_Source, ...] = (
    _messages_in,
    lambda attributes: take_openinference(attributes, "llm.input_messages") or None,
    lambda attributes: take_openllmetry(attributes, "gen_ai.prompt") or None,
    _plain("gen_ai.prompt"),
    _plain("gen_ai.tool.call.arguments"),
    _plain("gen_ai.retrieval.query.text"),
    _openinference("input"),
    _plain("traceloop.entity.input"),
)
_OUTPUTS: tuple[_Source, ...] = (
    _messages_out,
    lambda attributes: alone(take_openinference(attributes, "llm.output_messages")) or None,
    lambda attributes: alone(take_openllmetry(attributes, "gen_ai.completion")) or None,
    lambda attributes: alone(_plain("gen_ai.completion")(attributes)),
    _plain("gen_ai.tool.call.result"),
    _plain("gen_ai.retrieval.documents"),
    _documents,
    _openinference("output"),
    _plain("traceloop.entity.output"),
)
