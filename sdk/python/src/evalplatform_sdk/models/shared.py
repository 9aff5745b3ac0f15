"""What several groups take and give, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

DeliveryState: TypeAlias = Literal["waiting", "delivered", "failed"]
ExportDedupe: TypeAlias = Literal["none", "exact", "near"]
ExportFormat: TypeAlias = Literal["jsonl", "csv", "json", "parquet"]
ExportPriority: TypeAlias = Literal["low", "normal", "high"]
ExportShape: TypeAlias = Literal[
    "records",
    "openai-chat",
    "openai-dpo",
    "anthropic",
    "gemini",
    "mistral",
    "together",
    "fireworks",
    "trl-sft",
    "trl-dpo",
    "trl-kto",
    "sharegpt",
    "alpaca",
    "custom",
]
FileCompression: TypeAlias = Literal["none", "gzip", "zstd"]
JobState: TypeAlias = Literal["queued", "planning", "running", "finalizing", "completed", "failed", "cancelled", "expired"]
NullEnum: TypeAlias = None
RunStateEnum: TypeAlias = Literal["waiting", "running", "finished", "superseded", "cancelled", "failed"]
TriggerEnum: TypeAlias = Literal["push", "pull_request", "tag", "release", "pipeline", "request"]


class Accepted(TypedDict):
    receipts: list[str]
    repeated: bool


class Check(TypedDict):
    suite: str | None
    name: str
    evaluation: str | None
    touched_by: list[str]
    is_open: bool
    verdict: str
    counts_as: str
    reason: str
    message: str


ChosenScorer = TypedDict("ChosenScorer", {"name": "str", "params": "dict[str, Any]", "as": "str"})


ChosenScorerRequest = TypedDict("ChosenScorerRequest", {"name": "Required[str]", "params": "Mapping[str, Any]", "as": "str"}, total=False)


class Delivery(TypedDict):
    """An event on its way to an endpoint."""

    id: str
    endpoint: str
    event: str
    type: str
    state: DeliveryState
    reason: str
    replay: int
    attempts: int
    next_attempt_at: str | None
    created_at: str
    finished_at: str | None


class Export(TypedDict):
    """An export: its state, how far it is, and its files once it is complete."""

    id: str
    resource: str
    state: JobState
    progress: ExportProgress
    files: list[ExportFile]
    companions: list[ExportCompanion]
    rejected: int
    error: Failure | None
    cutoff: str
    created_at: str
    started_at: str | None
    finished_at: str | None
    expires_at: str | None
    stale_at: str | None
    request: dict[str, Any]
    schedule: str | None
    slot: str | None
    window: ExportWindow | None
    note: str


class ExportCompanion(TypedDict):
    name: str
    url: str | None
    location: str | None


class ExportCurationRequest(TypedDict, total=False):
    """What goes into a training file, and what is done to it. Nothing is required."""

    min_score: Mapping[str, float]
    best_by: str
    dedupe: ExportDedupe
    similarity: float
    balance: Mapping[str, Any] | None
    sample: int | None
    split: Mapping[str, float]
    group_by: str | None
    seed: int
    redact: Mapping[str, Any] | None
    keep_out: Sequence[str]
    keep_out_traces: Mapping[str, Any] | None
    repairs: Sequence[str]
    pairs: Mapping[str, Any] | None
    label: Mapping[str, Any] | None
    tokens: Mapping[str, Any] | None


class ExportFile(TypedDict):
    name: str
    rows: int
    bytes: int
    sha256: str
    split: str | None
    url: str | None
    location: str | None


class ExportOptionsRequest(TypedDict, total=False):
    csv_formula_guard: bool
    chunk_rows: int


class ExportProgress(TypedDict):
    rows: int
    total: int | None
    total_is_estimate: bool
    fraction: float
    bytes: int
    rows_per_second: float
    eta_seconds: float | None


class ExportRequest(TypedDict, total=False):
    """A request for data. Only `resource` is required."""

    resource: Required[str]
    filter: Mapping[str, Any] | None
    shape: ExportShape
    curate: ExportCurationRequest | None
    template: Any
    fields: Sequence[str] | None
    exclude: Sequence[str] | None
    rename: Mapping[str, str] | None
    format: ExportFormat
    compression: FileCompression
    priority: ExportPriority
    rows_per_file: int | None
    destination: str | None
    options: ExportOptionsRequest | None


class ExportWindow(TypedDict):
    """Which rows an incremental export of a schedule holds, by the transactions that wrote them."""

    column: str
    start: str | None
    end: str


class Failure(TypedDict):
    code: str
    message: str


class FieldProblem(TypedDict):
    pointer: str
    detail: str
    code: str


class Report(TypedDict):
    """How far the provider has been told."""

    is_told: bool
    next_attempt_at: str | None
    code: str
    message: str


class Run(TypedDict):
    id: str
    connection: str | None
    receipt: str | None
    rerun_of: str | None
    requested_by: int | None
    requested_with: str
    trigger: TriggerEnum
    repository: str
    sha: str
    branch: str
    target_branch: str
    pull_request: int | None
    tag: str
    author: str
    title: str
    url: str
    state: RunStateEnum
    verdict: str
    reason: str
    message: str
    checks: list[Check]
    report: Report
    created_at: str
    started_at: str | None
    finished_at: str | None


class TokenUsageRequest(TypedDict, total=False):
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: str | float | None
