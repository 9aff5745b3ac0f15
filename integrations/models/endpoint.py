"""Where a project wants to be told of its events (Endpoint)."""

import uuid_utils.compat as uuid
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class EndpointKind(models.TextChoices):
    STANDARD = "standard", "JSON, signed as Standard Webhooks has it"
    SLACK = "slack"
    DISCORD = "discord"
    TEAMS = "teams"
    EMAIL = "email", "E-mail"


class EndpointState(models.TextChoices):
    ACTIVE = "active"
    PAUSED = "paused", "paused: a person holds it; what happens meanwhile waits"
    DISABLED = "disabled", "disabled: it failed for too long, or said that it is gone; what happens meanwhile does not wait"


class Endpoint(models.Model):
    """An address of a project that its events are sent to. What is sealed leaves it only for the address itself.

    A deleted one keeps its row, without secrets, since its deliveries still say what was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="endpoints", db_index=False)
    kind = models.CharField(max_length=8, choices=EndpointKind)
    description = models.CharField(max_length=200, default="")
    url = models.CharField(max_length=2000, default="", help_text="as it is shown; of a chat without the path, which is a secret")
    sealed_url = models.TextField(default="", help_text="evalplatform.sealed: the whole address; empty for e-mail")
    recipients = ArrayField(models.EmailField(), default=list, help_text="of e-mail")
    event_types = ArrayField(models.CharField(max_length=64), help_text="types of the catalog, or * alone for all of them")
    filter = models.JSONField(default=dict, help_text="key of a payload -> the values that it may have")
    payload_version = models.PositiveSmallIntegerField(default=1)
    sealed_secret = models.TextField(default="", help_text="what signs; empty but for the kind standard")
    sealed_former = models.TextField(default="", help_text="what signs beside it until former_until")
    former_until = models.DateTimeField(null=True)
    sealed_headers = models.TextField(default="", help_text="headers of its own as JSON; empty when there are none")
    header_names = ArrayField(models.CharField(max_length=100), default=list)
    state = models.CharField(max_length=8, choices=EndpointState, default=EndpointState.ACTIVE)
    reason = models.CharField(max_length=32, default="", help_text="code: why it is disabled")
    told_at = models.DateTimeField(null=True, help_text="when the admins of the project were told that it is disabled")
    failing_since = models.DateTimeField(null=True, help_text="the first failure since the last success")
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", help_text="what the last failed attempt failed with")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EndpointKind.values), name="endpoint_kind_known"),
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_known"),
            models.CheckConstraint(condition=Q(state=EndpointState.DISABLED) ^ Q(reason=""), name="endpoint_disabled_has_reason"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(sealed_url="", sealed_secret="", sealed_former="", sealed_headers=""),
                name="endpoint_deleted_has_no_secrets",
            ),
            models.CheckConstraint(condition=Q(sealed_former="") ^ Q(former_until__isnull=False), name="endpoint_former_has_end"),
        ]
        indexes = [models.Index(fields=["project", "id"], name="endpoint_project_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.url or ', '.join(self.recipients)}"
