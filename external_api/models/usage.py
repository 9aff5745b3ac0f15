"""What was used: one row for each caller, endpoint and hour, and how far the files of counts have been read."""

import uuid_utils.compat as uuid
from django.db import models

from evalplatform.projects.models import Project
from evalplatform.tracing.columns import TransactionId


class UsageHour(models.Model):
    """Calls of one caller to one endpoint within one hour. `caller` is a key's prefix, or `user:` and the person's id.

    It grows while its hour runs; `created_xid` and `changed_xid` are for exports, as in evalplatform/tracing/models.py.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    caller = models.CharField(max_length=64)
    endpoint = models.CharField(max_length=120, help_text="method and path with placeholders, such as `GET /api/external/traces/{id}`")
    requests = models.PositiveBigIntegerField(default=0)
    ok = models.PositiveBigIntegerField(default=0, help_text="answers below 400")
    client_errors = models.PositiveBigIntegerField(default=0, help_text="answers from 400 to 499")
    server_errors = models.PositiveBigIntegerField(default=0, help_text="answers from 500 on, and streams that broke")
    items = models.PositiveBigIntegerField(default=0)
    bytes_in = models.PositiveBigIntegerField(default=0)
    bytes_out = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0, help_text="sum of the times of all answers")
    slowest_seconds = models.FloatField(default=0)
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        indexes = [
            models.Index(fields=["project", "id"], name="usage_hour_project_id"),
            models.Index(fields=["project", "created_xid"], name="usage_hour_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="usage_hour_changed_xid"),
        ]
        constraints = [models.UniqueConstraint(fields=["project", "hour", "caller", "endpoint"], name="usage_hour_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.endpoint} {self.hour:%Y-%m-%d %H}h"


class UsageFile(models.Model):
    """How far a file of counts is in the database: moved on in the transaction that adds what was read, so nothing counts twice."""

    name = models.CharField(max_length=120, primary_key=True)
    position = models.PositiveBigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
