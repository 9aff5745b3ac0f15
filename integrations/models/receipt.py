"""A verified delivery, stored before anything else is done with it (Receipt)."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from integrations.models.connection import Connection


class ReceiptState(models.TextChoices):
    WAITING = "waiting", "waiting: to be processed, or under way"
    PROCESSED = "processed"
    IGNORED = "ignored", "ignored: it sets nothing off"
    FAILED = "failed"


class Receipt(models.Model):
    """While it waits, `next_attempt_at` says when it is due; whoever processes it moves that ahead, so one whose worker dies is due again.

    `proof` is the signature where the provider signs no id, so that the same bytes under another id are known too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="receipts", db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="receipts", db_index=False)
    delivery_id = models.CharField(max_length=200)
    proof = models.CharField(max_length=100, default="")
    event = models.CharField(max_length=100)
    headers = models.JSONField(default=dict, help_text="without what proves who sent it")
    body = models.BinaryField(help_text="as it was sent")
    size = models.PositiveIntegerField(help_text="bytes of the body")
    origin = models.CharField(max_length=300, default="", help_text="the address of this server, as the sender knows it")
    state = models.CharField(max_length=9, choices=ReceiptState, default=ReceiptState.WAITING)
    reason = models.CharField(max_length=64, default="", help_text="code: why it was ignored, or has failed")
    message = models.TextField(default="")
    export_id = models.UUIDField(null=True, help_text="the export that it started")
    attempts = models.PositiveIntegerField(default=0)
    replays = models.PositiveIntegerField(default=0, help_text="how often a person wanted it processed again")
    next_attempt_at = models.DateTimeField(null=True, db_default=Now())
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "delivery_id"], name="receipt_once"),
            models.UniqueConstraint(fields=["connection", "proof"], condition=~Q(proof=""), name="receipt_proof_once"),
            models.CheckConstraint(condition=Q(state__in=ReceiptState.values), name="receipt_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReceiptState.WAITING, next_attempt_at__isnull=False, finished_at__isnull=True)
                | (~Q(state=ReceiptState.WAITING) & Q(next_attempt_at__isnull=True, finished_at__isnull=False)),
                name="receipt_waits_or_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="receipt_project_id"),
            models.Index(fields=["connection", "id"], name="receipt_connection_id"),
            models.Index(fields=["next_attempt_at"], condition=Q(state=ReceiptState.WAITING), name="receipt_due"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.delivery_id}"
