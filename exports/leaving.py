"""Which exports of records hold a trace that is about to be deleted, with its spans and scores: they are marked, so that their owner hears.

Training exports have an index of what they hold (exports/lineage.py). For records one would cost every export a second reading of its
rows, for a question that is seldom asked, so it is answered while the rows are still there: what an export's snapshot or window and its
filter let through now is in its files. A trace that was changed since may have been there as it was before, so it counts as held.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.dispatch import receiver
from django.utils import timezone

from evalplatform.errors import InvalidInput
from evalplatform.tracing.amend import deleting
from evalplatform.tracing.models import Trace
from exports import source, spec, windows
from exports.models import ACTIVE, Export, Removed, State, WindowKind
from exports.windows import COLUMNS

OF_TRACE = {"traces": "id__in", "spans": "trace_id__in", "scores": "trace_id__in"}
_LOCK = "hashtextextended('exports.leaving ' || %s, 0)"


class Row(NamedTuple):
    """Of which transactions it is."""

    id: UUID
    created: int
    changed: int


@dataclass(frozen=True)
class Seen:
    """What an export saw: a window of transactions, or a snapshot."""

    column: str  # of its window; empty: there is none
    start: int
    end: int  # what this and later transactions wrote it did not see
    running: frozenset[int] = frozenset()

    def has(self, row: Row) -> bool:
        """The row as it is now."""
        written = row.changed if self.column == COLUMNS[WindowKind.CHANGED] else row.created
        return self.start <= written and self._saw(written)

    def may_have(self, row: Row) -> bool:
        """The row as it was before it was changed."""
        if self.column == COLUMNS[WindowKind.CHANGED]:
            return self._saw(row.created) and not self._saw(row.changed)
        return self.has(row) and not self._saw(row.changed)

    def _saw(self, transaction: int) -> bool:
        return transaction < self.end and transaction not in self.running


def requesting(project_id: UUID) -> None:
    """Called in the transaction that stores a request, before its snapshot is taken.

    So a deletion has ended before the snapshot, and its rows are gone, or it begins after the request and finds the export.
    """
    _lock("pg_advisory_xact_lock", project_id)


@receiver(deleting)
def mark(project_id: UUID, trace_ids: Sequence[UUID], **_: Any) -> None:
    """Mark the exports that hold these traces or something of them. Call it in the transaction that deletes them."""
    _lock("pg_advisory_xact_lock_shared", project_id)
    traces = _rows(Trace.objects.filter(id__in=trace_ids))
    now, removed = timezone.now(), []
    for (resource, wanted), exports in _alike(project_id).items():
        found = _matching(project_id, resource, wanted, trace_ids)
        for export in exports:
            removed += [Removed(export=export, row_id=one, removed_at=now) for one in _held(_seen(export), found, traces)]
    Removed.objects.bulk_create(removed, ignore_conflicts=True, batch_size=1000)
    Export.objects.filter(id__in={one.export_id for one in removed}, stale_at=None).update(stale_at=Now())


def _alike(project_id: UUID) -> dict[tuple[str, str], list[Export]]:
    """The exports whose files are here, or at a destination, or still being made; those with the same filter together."""
    there = Q(state__in=[*ACTIVE, State.COMPLETED]) | Q(state=State.EXPIRED, destination__isnull=False)
    found = Export.objects.filter(there, project_id=project_id, shape=spec.RECORDS, resource__in=OF_TRACE)
    groups = defaultdict(list)
    for export in found.only("id", "resource", "request", "snapshot", "window").iterator():
        groups[export.resource, json.dumps(export.request.get("filter"), sort_keys=True)].append(export)
    return groups


def _matching(project_id: UUID, resource: str, wanted: str, trace_ids: Sequence[UUID]) -> list[Row] | None:
    """The rows of these traces that the filter lets through; None where a newer version of ours does not know the filter any more."""
    try:
        asked = spec.parse({"resource": resource, "filter": json.loads(wanted)})
    except InvalidInput:
        return None
    return _rows(source.rows(asked, project_id).filter(**{OF_TRACE[resource]: trace_ids}))


def _rows(found: Any) -> list[Row]:
    return [Row(*one) for one in found.values_list("id", "created_xid", "changed_xid")]


def _held(seen: Seen, found: Iterable[Row] | None, traces: Sequence[Row]) -> Iterator[UUID]:
    """Rows, and traces where it is not known which of their rows."""
    held = {one.id for one in (traces if found is None else found) if seen.has(one)}
    yield from held
    yield from (one.id for one in traces if one.id not in held and seen.may_have(one))


def _seen(export: Export) -> Seen:
    if window := windows.of(export):
        return Seen(window.column, window.start or 0, window.end)
    _, following, running = export.snapshot.split(":")
    return Seen("", 0, int(following), frozenset(int(one) for one in running.split(",") if one))


def _lock(how: str, project_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}({_LOCK})", [str(project_id)])  # noqa: S608 (our own names)
