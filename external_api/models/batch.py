"""A batch of operations that runs in the background, and what became of each."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from evalplatform.tracing.columns import RawJson


class BatchState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


class Batch(models.Model):
    """`results` has one entry for each operation that is done, in order, so `done` is also where a second attempt goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches", db_index=False)
    state = models.CharField(max_length=16, choices=BatchState, default=BatchState.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_with = models.CharField(max_length=8, blank=True, default="", help_text="the key's prefix")
    scopes = ArrayField(models.CharField(max_length=50), default=list)
    atomic = models.BooleanField(default=False)
    operations = RawJson()
    results = RawJson(db_default="[]")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, help_text="until when nobody else takes it, or while it is queued sends another message")
    error_code = models.CharField(max_length=50, blank=True, default="")
    error = models.TextField(blank=True, default="")
    callback_url = models.TextField(blank=True, default="")
    callback_state = models.CharField(max_length=16, blank=True, default="", help_text="waiting, delivered or failed; empty without a url")
    callback_attempts = models.PositiveIntegerField(default=0)
    callback_next_at = models.DateTimeField(null=True)
    callback_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "id"], name="batch_project_id"),
            models.Index(fields=["id"], condition=Q(state__in=("queued", "running")), name="batch_open"),
            models.Index(fields=["callback_next_at"], condition=Q(callback_state="waiting"), name="batch_callback_due"),
        ]
        constraints = [models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_known")]

    def __str__(self) -> str:
        return f"{self.state} {self.done}/{self.total}"
