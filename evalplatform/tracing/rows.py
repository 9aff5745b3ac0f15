"""What a valid trace is between validation and storage: frozen rows, JSON already as text, moments already in UTC."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

# Named tuples and not dataclasses: thousands are made a second, and a frozen dataclass costs four times as much.


class ScoreRow(NamedTuple):
    """One judgement, in the order of the API's keys."""

    name: str
    value: float | int | None
    label: str | None
    source: str
    comment: str


class SpanRow(NamedTuple):
    """One step of a trace. `input` and `output` are JSON text or None, `attributes` is the JSON text of an object."""

    external_id: str
    parent_external_id: str | None
    name: str
    kind: str
    started_at: datetime | None
    ended_at: datetime | None
    input: str | None
    output: str | None
    attributes: str


class Usage(NamedTuple):
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None


class Texts(NamedTuple):
    """The plain text fields of a trace, in the order of the table's columns."""

    name: str
    session_id: str
    user_id: str
    environment: str
    release: str
    model: str
    provider: str


class TraceRow(NamedTuple):
    """One trace as the client sent it. `spans` is None when it was sent without any word on spans."""

    external_id: str | None
    texts: Texts
    status: str
    error: str | None
    input: str
    output: str | None
    reference: str | None
    tools: str
    metadata: str
    tags: tuple[str, ...]
    usage: Usage
    latency_ms: float | None
    started_at: datetime | None
    ended_at: datetime | None
    scores: tuple[ScoreRow, ...]
    spans: tuple[SpanRow, ...] | None
