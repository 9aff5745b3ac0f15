"""Which rows are new: windows of transaction ids that neither overlap nor leave a hole, however long a transaction lasts.

A window is `[start, end)`, where `end` is the xmin of a snapshot: the lowest transaction that still ran. Everything below it has
committed or failed for good, so the rows of the window are all visible to whoever looks later, and nobody can add to them; what still
runs, and all that comes later, belongs to the next window, which starts at this `end`. A window by clock would miss what commits late.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from exports.models import Export, Schedule, WindowKind

COLUMNS = {WindowKind.CREATED: "created_xid", WindowKind.CHANGED: "changed_xid"}


@dataclass(frozen=True)
class Window:
    """The rows whose `column` is at least `start` (None: from the beginning) and below `end`. Written into the export as it is.

    `cluster` is the PostgreSQL whose transactions are counted, `generation` the schedule's own when it was cut.
    """

    column: str
    start: int | None
    end: int
    cluster: str
    generation: int

    def condition(self) -> Q:
        """Holds for the rows of the window; a row that changes between the request and the run of an export by `changed_xid` is in
        a later window then.
        """
        below = Q((f"{self.column}__lt", self.end))
        return below if self.start is None else below & Q((f"{self.column}__gte", self.start))

    def as_json(self) -> dict[str, Any]:
        """Numbers as text, since a reader of JSON may keep only 53 bits."""
        return {**asdict(self), "start": as_text(self.start) or None, "end": str(self.end)}


def as_text(xid: int | None) -> str:
    """As `Schedule.done_up_to` has it: empty for the beginning."""
    return "" if xid is None else str(xid)


@dataclass(frozen=True)
class Position:
    """A moment of a PostgreSQL: its snapshot (`xmin:xmax:xip,…`), which cluster it is, and its own clock."""

    snapshot: str
    cluster: str
    at: datetime

    @property
    def xmin(self) -> int:
        return int(self.snapshot.split(":")[0])


def position() -> Position:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text, system_identifier::text, clock_timestamp() FROM pg_control_system()")
        found = cursor.fetchone()
    assert found
    return Position(*found)


def of(export: Export) -> Window | None:
    """The window of an export that a schedule started; None for any other, which holds all that its snapshot saw."""
    if export.window is None:
        return None
    start = export.window["start"]
    return Window(**{**export.window, "start": None if start is None else int(start), "end": int(export.window["end"])})


def has_moved(schedule: Schedule, now: Position) -> bool:
    """The transaction ids that the schedule remembers are not this PostgreSQL's: the data were restored into another cluster."""
    return bool(schedule.done_up_to) and (schedule.cluster != now.cluster or int(schedule.done_up_to) > now.xmin)


def following(schedule: Schedule, now: Position) -> Window | None:
    """The window of the next run; None when it exports the whole."""
    if schedule.window == WindowKind.WHOLE:
        return None
    start = int(schedule.done_up_to) if schedule.done_up_to else None
    return Window(COLUMNS[WindowKind(schedule.window)], start, now.xmin, now.cluster, schedule.generation)
