"""Whose turn it is: at most so many exports of a project are under way at a time, and the others stay queued until one ends."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Now, RowNumber

from evalplatform.queue import enqueue
from exports.models import Export, Priority, State

UNDER_WAY = (State.PLANNING, State.RUNNING, State.FINALIZING)

_UNDER_WAY = Coalesce(
    Subquery(
        Export.objects.filter(project_id=OuterRef("project_id"), state__in=UNDER_WAY)
        .order_by()
        .values("project_id")
        .values(number=Count("id"))
    ),
    0,
)
_FULL = Q(running_limit__lte=F("under_way"))
_RANK = Case(When(priority=Priority.HIGH, then=0), When(priority=Priority.NORMAL, then=1), default=Value(2))


def has_come(export_id: UUID) -> bool:
    """Whether a queued export may start now; if not, it is marked as waiting. Call it in the transaction that starts the export.

    Of one project only one transaction at a time gets an answer, so that two never take the last place both.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('exports.turns ' || project_id, 0))"
            " FROM exports_export WHERE id = %s AND state = %s AND running_limit IS NOT NULL",
            [export_id, State.QUEUED],
        )
    waits = Export.objects.annotate(under_way=_UNDER_WAY).filter(_FULL, id=export_id, state=State.QUEUED)
    return not waits.update(queued_at=None)


def next_ones(project_id: UUID | None = None, *, also: Q | None = None) -> list[UUID]:
    """The queued exports that wait and for which there is room now, marked as sent: high priority first, then the oldest.

    Of one project, or of all; with `also` those too, of which a message was sent and got lost.
    """
    waiting = Q(queued_at__isnull=True) if also is None else Q(queued_at__isnull=True) | also
    queued = Export.objects.filter(waiting, state=State.QUEUED)
    found = _with_room(queued.filter(project_id=project_id) if project_id else queued)
    return [one for one in found if Export.objects.filter(waiting, id=one, state=State.QUEUED).update(queued_at=Now())]


def send_next(project_id: UUID) -> None:
    """Put the exports of the project on the queue for which one that ended has left room."""
    for one in next_ones(project_id):
        enqueue("exports.plan", one)


def _with_room(queued: QuerySet[Export]) -> list[UUID]:
    place: Any = Window(RowNumber(), partition_by=F("project_id"), order_by=[_RANK, F("id")])
    ranked = queued.annotate(under_way=_UNDER_WAY, place=place)
    room = Q(running_limit__isnull=True) | Q(place__lte=F("running_limit") - F("under_way"))
    return list(ranked.filter(room).values_list("id", flat=True))
