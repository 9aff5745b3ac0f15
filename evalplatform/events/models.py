"""What happened: the outbox. A row is written in the transaction that made the fact true; later it only gets its position."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class Event(models.Model):
    """A fact that happened in a project; `type` is one of `events.catalog`.

    Ids are made before the commit, so a reader who goes by ids would miss what is committed late. `position` is given after it, by one
    at a time (`events.numbering`): who has read up to a position has seen all before it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=64)
    payload = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    position = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position"], name="event_position_once")]
        indexes = [
            models.Index(fields=["project", "id"], name="event_project_id"),
            models.Index(fields=["project", "position"], name="event_project_position"),
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="event_without_position"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
