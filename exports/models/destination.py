"""Where exports are sent (Destination), and what is on its way there (Shipment)."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from exports.models.export import Export


class DestinationKind(models.TextChoices):
    LOCAL = "local"
    S3 = "s3"
    HTTP = "http"


class Destination(models.Model):
    """A place of a project that its exports can go to. `sealed` holds the secrets, which never leave it but to the place itself.

    A deleted one keeps its row, without secrets, since finished exports still say where their files went; its name is free again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="destinations", db_index=False)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=DestinationKind)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(default="", help_text="evalplatform.sealed: the secrets as JSON; empty when there are none")
    secret_names = models.JSONField(default=list, help_text="which secrets are set")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_code = models.CharField(max_length=64, default="", help_text="what the last test failed with; empty when it passed")
    test_message = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], condition=Q(deleted_at__isnull=True), name="destination_name_once"),
            models.CheckConstraint(condition=Q(kind__in=DestinationKind.values), name="destination_kind_known"),
            models.CheckConstraint(condition=Q(deleted_at__isnull=True) | Q(sealed=""), name="destination_deleted_has_no_secrets"),
        ]
        indexes = [models.Index(fields=["project", "id"], name="destination_project_id")]

    def __str__(self) -> str:
        return self.name


class Shipment(models.Model):
    """An export that has begun to go to its destination. The row stands before the first byte leaves, and goes when the export is
    complete, or when nothing of it is left at the destination; so whatever dies, it tells what may lie there.

    `keys` maps the name of each file to its key there, as the template gave it at the first try.
    """

    export = models.OneToOneField(Export, primary_key=True, on_delete=models.CASCADE, related_name="shipment")
    keys = models.JSONField()
    tries = models.PositiveIntegerField(default=0, help_text="of shipping, and then of clearing up")
    waits = models.PositiveIntegerField(default=0, help_text="tries that failed with what may pass")
    error = models.TextField(default="", help_text="what the last try failed with")
    clear_after = models.DateTimeField(null=True, help_text="when what an ended export left there is cleared up next")

    def __str__(self) -> str:
        return str(self.export_id)
