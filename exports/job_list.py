"""Jobs of all kinds as one list: exports have a table of their own, and are jobs too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.urls import reverse

from evalplatform.errors import InvalidInput, Problem
from exports.job_requests import EXPORT, KINDS
from exports.models import Export, Job, Shard, State

STATES = tuple(State.values)  # those of other jobs are among them


@dataclass(frozen=True)
class Shown:
    """A job as it looks outside. `done` of `total` are rows of an export, analyses of an analysis, traces of a cleanup; null: unknown."""

    id: UUID
    kind: str
    state: str
    filter: dict[str, Any]
    options: dict[str, Any]
    done: int
    total: int | None
    result: Any
    error_code: str
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    path: str


class Merged:
    """Several query sets read as one in the order of their ids; has what a page needs of a query set: filter, order_by and a slice."""

    def __init__(self, parts: Sequence[QuerySet[Any]], *, order: str = "id") -> None:
        self.parts = parts
        self.order = order

    def filter(self, **conditions: Any) -> "Merged":
        return Merged([part.filter(**conditions) for part in self.parts], order=self.order)

    def order_by(self, order: str) -> "Merged":
        return Merged([part.order_by(order) for part in self.parts], order=order)

    def __getitem__(self, place: slice) -> list[Any]:
        """From the beginning only: a page asks for its first rows after a key."""
        found = [one for part in self.parts for one in part[: place.stop]]
        return sorted(found, key=lambda one: one.pk, reverse=self.order.startswith("-"))[: place.stop]


def of_project(project_id: UUID, *, kind: str | None, state: str | None) -> Merged:
    """The project's jobs, without their results. Raises InvalidInput."""
    _check(kind, state)
    jobs = Job.objects.filter(project_id=project_id).defer("result")
    exports = Export.objects.filter(project_id=project_id)
    if state:
        jobs, exports = jobs.filter(state=state), exports.filter(state=state)
    if kind == EXPORT:
        return Merged([exports])
    return Merged([jobs.filter(kind=kind)] if kind else [jobs, exports])


def shown(found: Iterable[Job | Export], *, results: bool = False) -> list[Shown]:
    """With `results` what was found too."""
    found = list(found)
    exports = [one.id for one in found if isinstance(one, Export)]
    sums = Shard.objects.filter(export_id__in=exports).values_list("export_id").annotate(rows=Sum("rows")) if exports else ()
    rows = dict(sums)
    return [_export(one, rows.get(one.id, 0)) if isinstance(one, Export) else _job(one, with_result=results) for one in found]


def _export(export: Export, rows: int) -> Shown:
    ended = export.state in (State.COMPLETED, State.EXPIRED)
    options = {key: value for key, value in export.request.items() if key != "filter"}
    total = rows if ended else export.estimated_rows and max(export.estimated_rows, rows)
    return Shown(
        **_alike(export), kind=EXPORT, filter=export.request.get("filter") or {}, options=options,
        done=rows, total=total, result=None, path=reverse("export", args=[export.id]),
    )  # fmt: skip


def _job(job: Job, *, with_result: bool) -> Shown:
    return Shown(
        **_alike(job), kind=job.kind, filter=job.filter, options=job.options,
        done=job.done, total=job.total, result=job.result if with_result else None, path=reverse("job", args=[job.id]),
    )  # fmt: skip


def _alike(one: Job | Export) -> dict[str, Any]:
    names = ("id", "state", "error_code", "error", "created_at", "started_at", "finished_at")
    return {name: getattr(one, name) for name in names}


def _check(kind: str | None, state: str | None) -> None:
    problems = []
    if kind is not None and kind not in KINDS:
        problems.append(Problem("/kind", f"kind is one of {', '.join(KINDS)}.", "unknown_kind"))
    if state is not None and state not in STATES:
        problems.append(Problem("/state", f"state is one of {', '.join(STATES)}.", "unknown_state"))
    if problems:
        raise InvalidInput(*problems, code="invalid_parameter")
