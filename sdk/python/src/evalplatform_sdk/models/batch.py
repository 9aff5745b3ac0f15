"""What `batch` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

BatchStateEnum: TypeAlias = Literal["queued", "running", "completed", "failed"]
OpEnum: TypeAlias = Literal[
    "examples.create", "examples.delete", "results.create", "traces.add_scores", "traces.create", "traces.delete", "traces.get"
]


class Batch(TypedDict):
    id: str
    state: BatchStateEnum
    atomic: bool
    total: int
    done: int
    failed: int
    error: BatchError | None
    callback: BatchCallback | None
    created_at: str
    finished_at: str | None
    results: list[BatchResult] | None


class BatchCallback(TypedDict):
    url: str
    state: str
    attempts: int
    next_at: str | None
    error: str


class BatchDone(TypedDict):
    total: int
    failed: int
    results: list[BatchResult]


class BatchError(TypedDict):
    code: str
    message: str


class BatchOperationRequest(TypedDict, total=False):
    op: Required[OpEnum]
    id: str
    external_id: str
    dataset: str
    publish: bool
    evaluation: str
    body: Any


class BatchRequest(TypedDict, total=False):
    operations: Required[Sequence[BatchOperationRequest]]
    atomic: bool
    background: bool
    callback_url: str | None


class BatchResult(TypedDict):
    index: int
    status: int
    body: NotRequired[Any]
    problem: NotRequired[dict[str, Any]]
