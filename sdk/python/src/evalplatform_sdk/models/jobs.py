"""What `jobs` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import Failure, JobState

JobKind: TypeAlias = Literal["export", "analysis", "cleanup"]


class Job(TypedDict):
    id: str
    kind: JobKind
    state: JobState
    filter: dict[str, Any]
    options: dict[str, Any]
    progress: JobProgress
    error: Failure | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    url: str


class JobDurations(TypedDict):
    mean: float | None
    p50: float | None
    p95: float | None
    max: float | None


class JobKindMetrics(TypedDict):
    kind: JobKind
    requested: int
    active: int
    completed: int
    failed: int
    cancelled: int
    seconds: JobDurations
    waited_seconds: JobDurations
    rows: int
    bytes: int
    rows_per_second: float | None
    database_seconds: float


class JobMetrics(TypedDict):
    hours: int
    kinds: list[JobKindMetrics]
    queues: list[JobQueueMetrics]


class JobPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Job]


class JobProgress(TypedDict):
    done: int
    total: int | None
    fraction: float


class JobQueueMetrics(TypedDict):
    queue: str
    kind: JobKind
    waiting: int
    held_back: int
    running: int
    oldest_wait_seconds: float | None
    worker_memory_bytes: int | None


class JobRequest(TypedDict, total=False):
    """A job. `options` of an export are the keys of an export's own request but for `filter`."""

    kind: Required[JobKind]
    filter: Mapping[str, Any] | None
    options: Mapping[str, Any] | None


class JobWithResult(TypedDict):
    id: str
    kind: JobKind
    state: JobState
    filter: dict[str, Any]
    options: dict[str, Any]
    progress: JobProgress
    error: Failure | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    url: str
    result: Any
