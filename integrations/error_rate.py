"""Watches how many traces fail: a project where more than TRACE_ERROR_RATE of those of the last minutes did is told of by an event."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from evalplatform.events.models import Event
from evalplatform.events.outbox import record
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace

TYPE = "trace.error_rate_high"
WINDOW = timedelta(minutes=15)
AGAIN_AFTER = timedelta(hours=1)  # while it stays high
FEWEST = 20  # traces; of fewer a rate says little


class Rate(NamedTuple):
    traces: int
    errors: int

    @property
    def is_high(self) -> bool:
        return self.traces >= FEWEST and self.errors > settings.TRACE_ERROR_RATE * self.traces


def watch() -> int:
    """Look at each project; of how many it was told. Nothing while TRACE_ERROR_RATE is not set."""
    if not settings.TRACE_ERROR_RATE:
        return 0
    return sum(_watch(id) for id in Project.objects.values_list("id", flat=True))


def _watch(project_id: UUID) -> bool:
    now = timezone.now()
    began = now - WINDOW
    found = _rate(project_id, began)
    if not found.is_high:
        return False
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).filter(id=project_id).first()  # so that two who watch tell once
        if Event.objects.filter(project_id=project_id, id__gte=_first_id(now - AGAIN_AFTER), type=TYPE).exists():
            return False
        payload = {"error_rate": round(found.errors / found.traces, 4), "threshold": settings.TRACE_ERROR_RATE, **found._asdict()}
        record(project_id, TYPE, {**payload, "from": _written(began), "to": _written(now)})
    return True


def _rate(project_id: UUID, began: datetime) -> Rate:
    """Of the traces that came since; ids begin with the time at which they were made."""
    recent = Trace.objects.filter(project_id=project_id, id__gte=_first_id(began))
    return Rate(**recent.aggregate(traces=Count("id"), errors=Count("id", filter=Q(status="error"))))


def _first_id(at: datetime) -> UUID:
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
