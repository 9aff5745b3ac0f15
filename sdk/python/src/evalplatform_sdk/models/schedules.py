"""What `schedules` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import ExportRequest

WindowKind: TypeAlias = Literal["whole", "created", "changed"]


class Schedule(TypedDict):
    """A schedule, the next moments at which it runs, and what became of the last one."""

    id: str
    name: str
    request: dict[str, Any]
    cron: str
    time_zone: str
    window: WindowKind
    paused: bool
    next_at: str | None
    upcoming: list[str]
    last_run: ScheduleRun | None
    last_completed_at: str | None
    last_error: str
    note: str
    created_with: str
    created_at: str
    updated_at: str


class ScheduleChange(TypedDict, total=False):
    """An export that repeats. `name`, `request` and `cron` are required."""

    name: str
    request: ExportRequest
    cron: str
    time_zone: str
    window: WindowKind
    paused: bool


class SchedulePage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Schedule]


class ScheduleRequest(TypedDict, total=False):
    """An export that repeats. `name`, `request` and `cron` are required."""

    name: Required[str]
    request: Required[ExportRequest]
    cron: Required[str]
    time_zone: str
    window: WindowKind
    paused: bool


class ScheduleRun(TypedDict):
    slot: str
    run_at: str
    export: str | None
