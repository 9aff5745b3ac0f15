"""What `traces` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import FieldProblem, JobState, TokenUsageRequest

ScoreSource: TypeAlias = Literal["human", "scorer", "api"]
ScoresSentRequest: TypeAlias = "ScoreRequest | Sequence[ScoreRequest]"
SpanKind: TypeAlias = Literal["llm", "tool", "retriever", "agent", "chain", "embedding"]
TraceStatus: TypeAlias = Literal["ok", "error"]
TracesSentRequest: TypeAlias = "TraceRequest | Sequence[TraceRequest]"


class Deleted(TypedDict):
    deleted: int


class Score(TypedDict):
    name: str
    value: float | None
    label: str | None
    source: ScoreSource
    comment: str


class ScoreRequest(TypedDict, total=False):
    name: Required[str]
    value: float | None
    label: str | None
    source: ScoreSource | None
    comment: str | None


class Span(TypedDict):
    id: str
    external_id: str
    parent_external_id: str | None
    name: str
    kind: SpanKind
    started_at: str | None
    ended_at: str | None
    input: Any
    output: Any
    attributes: dict[str, Any]


class SpanRequest(TypedDict, total=False):
    external_id: Required[str]
    parent_external_id: str | None
    name: str | None
    kind: SpanKind | None
    started_at: str | None
    ended_at: str | None
    input: Any
    output: Any
    attributes: Mapping[str, Any] | None


class Trace(TypedDict):
    """One interaction with a model."""

    id: str
    external_id: str | None
    name: str
    session_id: str
    user_id: str
    environment: str
    release: str
    model: str
    provider: str
    status: TraceStatus
    error: str | None
    input: Any
    output: Any
    reference: Any
    tools: list[Any]
    metadata: dict[str, Any]
    tags: list[str]
    usage: TraceUsage | None
    latency_ms: float | None
    started_at: str | None
    ended_at: str | None
    scores: list[Score]
    ingested_at: str
    updated_at: str | None


class TraceOutcome(TypedDict):
    index: int
    status: Literal["created"] | Literal["replaced"] | Literal["unchanged"] | Literal["refused"]
    id: str | None
    errors: list[FieldProblem]


class TracePage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Trace]


class TraceRequest(TypedDict, total=False):
    """One interaction with a model. Only `input` is required, and may be any JSON value."""

    external_id: str | None
    name: str | None
    session_id: str | None
    user_id: str | None
    environment: str | None
    release: str | None
    model: str | None
    provider: str | None
    status: TraceStatus | None
    error: str | None
    input: Required[Any]
    output: Any
    reference: Any
    tools: Sequence[Any] | None
    metadata: Mapping[str, Any] | None
    tags: Sequence[str] | None
    usage: TokenUsageRequest | None
    latency_ms: float | None
    started_at: str | None
    ended_at: str | None
    scores: Sequence[ScoreRequest] | None
    spans: Sequence[SpanRequest] | None


class TraceScores(TypedDict):
    scores: list[Score]


class TraceUsage(TypedDict):
    """As it was sent, and what it cost by the catalogue of models."""

    input_tokens: int | None
    output_tokens: int | None
    cost_usd: str | None
    computed_cost_usd: str | None


class TraceWithSpans(TypedDict):
    """One interaction with a model."""

    id: str
    external_id: str | None
    name: str
    session_id: str
    user_id: str
    environment: str
    release: str
    model: str
    provider: str
    status: TraceStatus
    error: str | None
    input: Any
    output: Any
    reference: Any
    tools: list[Any]
    metadata: dict[str, Any]
    tags: list[str]
    usage: TraceUsage | None
    latency_ms: float | None
    started_at: str | None
    ended_at: str | None
    scores: list[Score]
    ingested_at: str
    updated_at: str | None
    spans: list[Span]


class TracesStored(TypedDict):
    created: int
    replaced: int
    unchanged: int
    refused: int
    results: list[TraceOutcome]


class TrainingExport(TypedDict):
    """`expired`: its files are no longer here, but whoever downloaded them has them."""

    id: str
    shape: str
    state: JobState
    created_at: str
    finished_at: str | None
    stale_at: str | None


class TrainingExports(TypedDict):
    results: list[TrainingExport]
