"""Work over a project's data that makes no file: an analysis of a filtered set, or the cleanup of what is old."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class JobKind(models.TextChoices):
    ANALYSIS = "analysis"
    CLEANUP = "cleanup"


class JobState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One such work and its state. `filter` and `options` are the request as it was accepted; exports have rows of their own.

    `done` of `total` counts what the kind works through: analyses of an analysis, traces of a cleanup. `resume` is what a second try
    goes on from. `result` is there as soon as something is known, and whole when the job is completed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs", db_index=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_with = models.CharField(max_length=16, default="", help_text="prefix of the API key")
    kind = models.CharField(max_length=16, choices=JobKind)
    filter = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=JobState, default=JobState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    resume = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    database_seconds = models.FloatField(default=0, help_text="spent in PostgreSQL, over all tries")
    memory_bytes = models.BigIntegerField(null=True, help_text="what its worker's process held at the last beat")
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(db_default=Now(), help_text="when a message for it was last sent to the broker")
    error_code = models.CharField(max_length=64, default="")
    error = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=JobKind.values), name="job_kind_known"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(condition=Q(state__in=[*UNFINISHED]) ^ Q(finished_at__isnull=False), name="job_ended_has_end"),
            models.CheckConstraint(condition=~Q(state=JobState.COMPLETED) | Q(result__isnull=False), name="job_completed_has_result"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="job_project_id"),
            models.Index(fields=["state", "lease_until"], condition=Q(state__in=[*UNFINISHED]), name="job_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
