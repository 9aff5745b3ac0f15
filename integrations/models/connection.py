"""A repository's provider, or a system of one's own, that tells us of changes (Connection)."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.evaluations.models import Suite
from evalplatform.projects.models import Project

DEFAULT_STATUS_NAME = "evalplatform"


class ConnectionKind(models.TextChoices):
    GITHUB = "github", "GitHub"
    GITLAB = "gitlab", "GitLab"
    GENERIC = "generic", "whoever signs as Standard Webhooks has it"


class ConnectionState(models.TextChoices):
    ACTIVE = "active"
    PAUSED = "paused", "paused: what is delivered is stored, and sets nothing off"


class Connection(models.Model):
    """Repositories of one provider, with the secret that signs what it sends, and what we call it with. What is sealed is never shown.

    A generic one has a `template` instead: what a delivery starts. A deleted one keeps its row, without secrets, since receipts and runs
    still name it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="connections", db_index=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=ConnectionKind)
    state = models.CharField(max_length=8, choices=ConnectionState, default=ConnectionState.ACTIVE)
    base_url = models.CharField(max_length=500, default="", help_text="of the provider's API")
    repositories = ArrayField(models.CharField(max_length=300), default=list, help_text="owner/name, in lower case")
    suites = models.ManyToManyField(Suite, related_name="connections", help_text="none: all of the project")
    triggers = ArrayField(models.CharField(max_length=16), default=list, help_text="what sets evaluations off")
    branches = ArrayField(
        models.CharField(max_length=300), default=list, help_text="globs of branches that are pushed to; none: the default one"
    )
    status_name = models.CharField(max_length=100, default="", help_text="under which name a commit is told of its verdict")
    app_id = models.CharField(max_length=100, default="", help_text="GitHub: of an App, whose private key is the token then")
    installation_id = models.CharField(max_length=40, default="")
    template = models.JSONField(null=True, help_text="generic: what a delivery starts")
    sealed_secret = models.TextField(default="", help_text="what signs deliveries")
    sealed_former = models.TextField(default="", help_text="what signs them too, until former_until")
    former_until = models.DateTimeField(null=True)
    sealed_token = models.TextField(default="", help_text="what the provider's API is called with; empty: it is not called")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_with = models.CharField(max_length=8, default="", help_text="the key's prefix")
    received_at = models.DateTimeField(null=True, help_text="the last delivery")
    told_at = models.DateTimeField(null=True, help_text="when the provider last took what we told it")
    failed_at = models.DateTimeField(null=True, help_text="the last failure of a call")
    error_code = models.CharField(max_length=64, default="", help_text="of the last call; empty when it succeeded")
    error_message = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], condition=Q(deleted_at__isnull=True), name="connection_name_once"),
            models.CheckConstraint(condition=Q(kind__in=ConnectionKind.values), name="connection_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ConnectionState.values), name="connection_state_known"),
            models.CheckConstraint(condition=Q(sealed_former="") ^ Q(former_until__isnull=False), name="connection_former_has_end"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(sealed_secret="", sealed_former="", sealed_token=""),
                name="connection_deleted_has_no_secrets",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="connection_project_id"),
            GinIndex(fields=["repositories"], condition=Q(deleted_at__isnull=True), name="connection_repositories"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def told_as(self) -> str:
        """The name of the status that commits get."""
        return self.status_name or DEFAULT_STATUS_NAME
