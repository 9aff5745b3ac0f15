"""What happened: the outbox. A row is written in the transaction that made the fact true, and is never changed."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class Event(models.Model):
    """A fact that happened in a project; `type` is one of `events.catalog`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=64)
    payload = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="event_project_id")]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
