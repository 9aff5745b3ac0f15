"""An event on its way to an endpoint (Delivery), and each try to bring it there (Attempt)."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from integrations.models.endpoint import Endpoint


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "waiting: for its first attempt or the next one, or under way"
    DELIVERED = "delivered"
    FAILED = "failed", "failed: there is no further attempt"


class Delivery(models.Model):
    """An event for an endpoint: one, and one more (`replay` 1, 2 …) each time that a person wants it sent again.

    While it waits, `next_attempt_at` says when it is due. Whoever makes an attempt moves that behind the longest that an attempt may take,
    so one whose worker dies is due again by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    replay = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    reason = models.CharField(max_length=32, default="", help_text="code: why it has failed")
    attempts = models.PositiveIntegerField(default=0, help_text="made, and the one under way")
    next_attempt_at = models.DateTimeField(null=True, db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint", "replay"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, next_attempt_at__isnull=False, finished_at__isnull=True)
                | Q(state__in=[DeliveryState.DELIVERED, DeliveryState.FAILED], next_attempt_at__isnull=True, finished_at__isnull=False),
                name="delivery_waits_or_finished",
            ),
            models.CheckConstraint(condition=Q(state=DeliveryState.FAILED) ^ Q(reason=""), name="delivery_failed_has_reason"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="delivery_project_id"),
            models.Index(fields=["endpoint", "id"], name="delivery_endpoint_id"),
            models.Index(fields=["endpoint", "next_attempt_at"], condition=Q(state=DeliveryState.WAITING), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.endpoint_id}"


class Attempt(models.Model):
    """One try. The row stands before the request leaves; one without `finished_at` is under way, or its worker died."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries", db_index=False)
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="of the answer; null when there was none")
    code = models.CharField(max_length=32, default="", help_text="what it failed with; empty while under way and when it succeeded")
    message = models.TextField(default="")
    answer = models.TextField(default="", help_text="the first kilobyte of the answer's body")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}"
