"""How far an export is: counted from its shards, so it is right whichever worker runs them."""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from exports.models import Export, State


@dataclass(frozen=True)
class Progress:
    """Rows and bytes written so far; `total` is the planner's estimate until the export is complete; times in seconds."""

    rows: int
    total: int | None
    total_is_estimate: bool
    fraction: float
    bytes: int
    rows_per_second: float
    eta_seconds: float | None


def of(export: Export) -> Progress:
    sums = export.shards.aggregate(rows=Sum("rows"), bytes=Sum("bytes"))
    rows, size = sums["rows"] or 0, sums["bytes"] or 0
    seconds = _seconds(export)
    rate = rows / seconds if seconds else 0.0
    if export.state in (State.COMPLETED, State.EXPIRED):
        return Progress(rows, rows, False, 1.0, size, rate, 0.0)
    total = None if export.estimated_rows is None else max(export.estimated_rows, rows)
    fraction = min(rows / total, 0.99) if total else 0.0
    eta = (total - rows) / rate if total is not None and rate and export.finished_at is None else None
    return Progress(rows, total, True, fraction, size, rate, eta)


def _seconds(export: Export) -> float:
    if export.started_at is None:
        return 0.0
    return ((export.finished_at or timezone.now()) - export.started_at).total_seconds()
