"""A request for data (Export), the key ranges of it (Shard) and the files that came of it (ExportFile)."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class State(models.TextChoices):
    QUEUED = "queued"
    PLANNING = "planning"
    RUNNING = "running"
    FINALIZING = "finalizing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


ACTIVE = (State.QUEUED, State.PLANNING, State.RUNNING, State.FINALIZING)


class Priority(models.TextChoices):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Export(models.Model):
    """A request for data and its state. `request` is the body as it was accepted, `snapshot` the PostgreSQL snapshot of that moment:
    the export holds the rows that were visible in it, whenever its shards run.

    `lease_until` guards the two steps that one worker does for the whole export: planning and finalizing. `queued_at` is null while it
    waits for others of its project to end (exports.turns). `wal_position` is where the primary stood at the snapshot: a replica that
    has not come so far does not have all of its rows yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="exports", db_index=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_with = models.CharField(max_length=16, default="", help_text="prefix of the API key")
    schedule = models.ForeignKey("exports.Schedule", on_delete=models.SET_NULL, null=True, related_name="exports", db_index=False)
    slot = models.DateTimeField(null=True, help_text="the moment at which its schedule was due")
    window = models.JSONField(null=True, help_text="exports.windows.Window; null: all rows of the snapshot")
    note = models.TextField(default="", help_text="what its schedule found out of the ordinary")
    destination = models.ForeignKey(
        "exports.Destination", on_delete=models.RESTRICT, null=True, related_name="exports", help_text="null: the server's own storage"
    )
    resource = models.CharField(max_length=32)
    shape = models.CharField(max_length=16, default="records", help_text="records, or the target of a training file")
    request = models.JSONField()
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    cutoff = models.DateTimeField(db_default=Now())
    snapshot = models.TextField()
    wal_position = models.CharField(max_length=17, default="", help_text="PostgreSQL's pg_lsn")
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.NORMAL)
    running_limit = models.PositiveIntegerField(
        null=True, help_text="it starts while fewer exports of the project are under way; null: at once"
    )
    tier = models.CharField(max_length=32, default="", help_text="whose limits it has")
    rows_limit = models.PositiveBigIntegerField(null=True, help_text="it fails before the first row if it would hold more; null: no limit")
    rejected = models.BigIntegerField(default=0, help_text="rows that broke a rule of the target")
    estimated_rows = models.BigIntegerField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True, db_default=Now(), help_text="when a message for it was last sent to the broker")
    error_code = models.CharField(max_length=64, default="")
    error = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="when the files of a completed export are removed")
    stale_at = models.DateTimeField(null=True, help_text="when it was seen that a trace in its files was deleted: make it again without")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="export_priority_known"),
            models.CheckConstraint(condition=Q(state__in=[*ACTIVE]) ^ Q(finished_at__isnull=False), name="export_ended_has_end"),
            models.UniqueConstraint(fields=["schedule", "slot"], name="export_slot_once"),
            models.UniqueConstraint(fields=["schedule"], condition=Q(state__in=[*ACTIVE]), name="export_one_of_a_schedule"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="export_project_id"),
            models.Index(fields=["state", "lease_until"], condition=Q(state__in=[*ACTIVE]), name="export_active"),
            models.Index(fields=["expires_at"], condition=Q(state=State.COMPLETED), name="export_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.id}"


class ShardState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


class Shard(models.Model):
    """One key range of an export, from `first_key` up to and without `end_key`; null is open. The unit of work, parallelism and resume.

    `queued_at` is null until a message for it is sent: of a large export only a few shards wait in the broker at a time, so that it
    does not stand in the way of others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="shards", db_index=False)
    number = models.PositiveIntegerField()
    first_key = models.UUIDField(null=True)
    end_key = models.UUIDField(null=True)
    state = models.CharField(max_length=16, choices=ShardState, default=ShardState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    releases = models.PositiveIntegerField(default=0, help_text="attempts that ended with a failure that may pass")
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True, help_text="when a message for it was last sent to the broker")
    rows = models.BigIntegerField(default=0)
    server_rows = models.BigIntegerField(null=True, help_text="PostgreSQL's own count of the rows that it sent")
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    database_seconds = models.FloatField(default=0, help_text="waited for PostgreSQL in the last try")
    memory_bytes = models.BigIntegerField(null=True, help_text="what its worker's process held at the last beat")
    part = models.CharField(max_length=200, default="", help_text="name of the part in the export's folder, once it is whole")
    error = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "number"], name="shard_once"),
            models.CheckConstraint(condition=Q(state__in=ShardState.values), name="shard_state_known"),
            models.CheckConstraint(condition=~Q(state=ShardState.DONE) | ~Q(part=""), name="shard_done_has_part"),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], condition=~Q(state=ShardState.DONE), name="shard_unfinished")]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.number}"


class ExportFile(models.Model):
    """A finished file. `companion` marks what stands beside the data: manifest, report, data card, rejects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="files", db_index=False)
    name = models.CharField(max_length=200)
    companion = models.BooleanField(default=False)
    rows = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    split = models.CharField(max_length=16, null=True)
    location = models.TextField(default="", help_text="where it lies at a destination; empty: on the server's own storage")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "name"], name="export_file_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
