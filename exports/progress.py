"""How far an export is: counted from its shards, so it is right whichever worker runs them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from exports.models import Export, Shard, State


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


def with_progress(exports: QuerySet[Export]) -> QuerySet[Export]:
    """The same exports, which bring along what `of` needs, so that a list asks the database once and not once for each."""
    return exports.annotate(**{f"shard_{column}": _sum(column) for column in ("rows", "bytes")})


def of(export: Export) -> Progress:
    if hasattr(export, "shard_rows"):
        sums = {"rows": export.shard_rows, "bytes": export.shard_bytes}  # type: ignore[attr-defined]
    else:
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


def _sum(column: str) -> Any:
    shards = Shard.objects.filter(export_id=OuterRef("id")).order_by().values("export_id")
    return Subquery(shards.annotate(sum=Sum(column)).values("sum"))


def _seconds(export: Export) -> float:
    if export.started_at is None:
        return 0.0
    return ((export.finished_at or timezone.now()) - export.started_at).total_seconds()
