"""What `evaluations` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import ChosenScorer, ChosenScorerRequest, FieldProblem, NullEnum, TokenUsageRequest

EvaluationSourceEnum: TypeAlias = Literal["outputs", "traces", "endpoint"]
EvaluationStateEnum: TypeAlias = Literal["queued", "running", "completed", "failed", "cancelled"]
OutputOutcomeStatusEnum: TypeAlias = Literal["accepted", "unchanged", "refused", "conflict"]
ResultStateEnum: TypeAlias = Literal["waiting", "answered", "scored", "errored"]
VerdictEnum: TypeAlias = Literal["pass", "fail", "no_verdict"]


class AnswerSourceRequest(TypedDict, total=False):
    """One of the three."""

    traces: Mapping[str, Any]
    outputs: Sequence[Mapping[str, Any]]
    endpoint: Mapping[str, Any]


class Commit(TypedDict):
    repository: str
    sha: str
    branch: str
    pull_request: int | None


class CommitRequest(TypedDict, total=False):
    repository: str
    sha: str
    branch: str
    pull_request: int | None


class Evaluation(TypedDict):
    id: str
    name: str
    state: EvaluationStateEnum
    suite: str | None
    dataset: str | None
    dataset_version: int | None
    source: EvaluationSourceEnum
    scorers: list[ChosenScorer]
    repeats: int
    pair_by: str
    cluster_by: str
    baseline: str
    compared_with: str | None
    commit: Commit
    progress: EvaluationProgress
    usage: TokenUsage
    summary: dict[str, Any] | None
    verdict: VerdictEnum | NullEnum
    error: EvaluationError | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    request: dict[str, Any]


class EvaluationError(TypedDict):
    code: str
    message: str


class EvaluationPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Evaluation]


class EvaluationProgress(TypedDict):
    total: int
    done: int
    errored: int
    fraction: float
    per_second: float | None
    eta_seconds: float | None


class EvaluationRequest(TypedDict, total=False):
    """What a suite says need not be said again; what is said goes before it."""

    name: str | None
    suite: str | None
    dataset: str | None
    dataset_version: int | None
    scorers: Sequence[ChosenScorerRequest] | None
    source: AnswerSourceRequest | None
    judge: Mapping[str, Any] | None
    repeats: int | None
    pair_by: str | None
    cluster_by: str | None
    baseline: str | None
    commit: CommitRequest | None


class OutputOutcome(TypedDict):
    index: int
    status: OutputOutcomeStatusEnum
    id: str | None
    errors: list[FieldProblem]


class OutputRequest(TypedDict, total=False):
    example: Required[str]
    repeat: int | None
    output: Any
    error: str | None
    latency_ms: float | None
    usage: TokenUsageRequest | None


class OutputsTaken(TypedDict):
    accepted: int
    unchanged: int
    refused: int
    conflict: int
    results: list[OutputOutcome]


class Result(TypedDict):
    """One example or trace, its answer, and what each scorer said of it."""

    id: str
    evaluation_id: str
    example_id: str | None
    trace_id: str | None
    pair_key: str
    cluster: str
    repeat: int
    state: ResultStateEnum
    input: Any
    output: Any
    reference: Any
    metadata: dict[str, Any]
    scores: list[dict[str, Any]]
    metrics: dict[str, float | None]
    latency_ms: float | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: str | None
    attempts: int
    error_code: str
    error_message: str
    answered_at: str | None


class ResultPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Result]


class TokenUsage(TypedDict):
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: str | None
