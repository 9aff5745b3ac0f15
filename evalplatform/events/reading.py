"""Events in their order, from where a reader left off: nothing is missed, whenever it was committed."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from evalplatform.events.models import Event


def after(position: int, *, project_id: UUID | None = None, types: Collection[str] = ()) -> QuerySet[Event]:
    """Events behind `position`, in order; of one project, of some types. A reader keeps the last position that it has dealt with."""
    found = Event.objects.filter(position__gt=position)
    if project_id is not None:
        found = found.filter(project_id=project_id)
    if types:
        found = found.filter(type__in=types)
    return found.order_by("position")


def last_position(project_id: UUID) -> int:
    """Of the newest event of the project that has one; 0 when there is none."""
    last = (
        Event.objects.filter(project_id=project_id, position__isnull=False).order_by("-position").values_list("position", flat=True).first()
    )
    return last or 0
