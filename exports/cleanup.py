"""Cleanup: what is older than so many days goes, for one project, batch by batch."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from evalplatform import filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key
from evalplatform.projects.models import MAX_DAYS
from evalplatform.tracing import retention
from evalplatform.tracing.models import Score, Span
from exports import job_lifecycle
from exports.analysis.asked import traces
from exports.heartbeat import Lost
from exports.models import Job

_OPTIONS = ("older_than_days", "dry_run", "batch_rows")


@dataclass(frozen=True)
class AskedCleanup:
    """Traces that were taken in more than `older_than_days` days before the request; `dry_run` only counts them."""

    older_than_days: int
    dry_run: bool = False
    batch_rows: int = 500


@dataclass(frozen=True)
class Counts:
    traces: int = 0
    spans: int = 0
    scores: int = 0


def parse(options: dict[str, Any]) -> AskedCleanup:
    """The options of a job of the kind cleanup, with pointers below /options. Raises InvalidInput."""
    problems = [
        Problem(f"/options/{escape_key(key)}", f"There is no such option; known are {', '.join(_OPTIONS)}.", "unknown_field")
        for key in options.keys() - set(_OPTIONS)
    ]
    days, dry_run, rows = options.get("older_than_days"), options.get("dry_run", False), options.get("batch_rows", 500)
    if not _whole(days, 1, MAX_DAYS):
        problems.append(Problem("/options/older_than_days", f"older_than_days is needed: a whole number from 1 to {MAX_DAYS}."))
    if not isinstance(dry_run, bool):
        problems.append(Problem("/options/dry_run", "dry_run is true or false.", "wrong_type"))
    if not _whole(rows, 10, 5000):
        problems.append(Problem("/options/batch_rows", "batch_rows is a whole number from 10 to 5000."))
    if problems:
        raise InvalidInput(*problems)
    return AskedCleanup(int(str(days)), dry_run, rows)


def step(job: Job) -> bool:
    """The count first, then a batch a step; True after the last one. Raises Lost when the job is no longer ours."""
    asked = parse(job.options)
    if job.total is None:
        return _count(job, asked)
    return _delete(job, asked)


def _count(job: Job, asked: AskedCleanup) -> bool:
    found = retention.older_than(job.project_id, _moment(job, asked), _condition(job))
    with transaction.atomic():
        _bound_statements()
        counts = Counts(
            found.count(),
            *(details._default_manager.filter(trace_id__in=found.values("id")).count() for details in (Span, Score)),
        )
    result = {"dry_run": asked.dry_run, "before": _moment(job, asked).isoformat(), "found": asdict(counts), "deleted": asdict(Counts())}
    _save(job, total=counts.traces, done=0, result=result)
    return asked.dry_run or not counts.traces


def _delete(job: Job, asked: AskedCleanup) -> bool:
    """A batch and the note of it in one transaction: whatever dies, what is written down is what has gone."""
    after = job.resume.get("after")
    with transaction.atomic():
        _bound_statements()
        gone = retention.delete_batch(
            job.project_id, _moment(job, asked), _condition(job), after=after and UUID(after), rows=asked.batch_rows
        )
        result = job.result or {}
        before = result["deleted"]
        deleted = Counts(before["traces"] + gone.traces, before["spans"] + gone.spans, before["scores"] + gone.scores)
        resume = {"after": gone.last and str(gone.last)}
        _save(job, done=deleted.traces, resume=resume, result={**result, "deleted": asdict(deleted)})
    return gone.last is None


def _save(job: Job, **found: Any) -> None:
    if not job_lifecycle.save(job, **found):
        raise Lost
    for name, value in found.items():
        setattr(job, name, value)


def _moment(job: Job, asked: AskedCleanup) -> datetime:
    return job.created_at - timedelta(days=asked.older_than_days)


def _condition(job: Job) -> Q:
    return filtering.build(traces(), job.filter)


def _bound_statements() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {settings.ANALYSIS_STATEMENT_TIMEOUT_SECONDS * 1000:d}")


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
