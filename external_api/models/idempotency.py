"""What was answered under an idempotency key, kept for a day."""

from django.db import models
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class IdempotencyRecord(models.Model):
    """The answer to a POST, written in the transaction of what the POST did: both are there, or neither."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(help_text="over method, path, query and body")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key
