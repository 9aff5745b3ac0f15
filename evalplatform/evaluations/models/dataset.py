"""Questions with references to evaluate against, in versions that never change."""

import uuid_utils.compat as uuid
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from evalplatform.tracing.columns import RawJson, TransactionId


class Dataset(models.Model):
    """`latest` is the number of the newest published version; 0 when there is none yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="datasets", db_index=False)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    latest = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="dataset_name_once")]
        indexes = [models.Index(fields=["project", "id"], name="dataset_project_id")]

    def __str__(self) -> str:
        return self.name


class DatasetVersion(models.Model):
    """A published version. Its examples are those with `added_in <= number` that no version up to `number` has removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    note = models.TextField(blank=True, default="")
    examples = models.PositiveIntegerField(help_text="how many it has")
    content_hash = models.BinaryField(help_text="over keys and contents of its examples, in the order of their keys")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="dataset_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="dataset_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} v{self.number}"


class Example(models.Model):
    """One question. A row never changes: another content under the same `external_id` is another row, and the old one is removed in
    the version that has the new one. The version after the latest is the draft, in which nothing is final.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="examples", db_index=False)
    external_id = models.TextField(help_text="the client's own id, or the server's; the same in all versions")
    input = RawJson()
    reference = RawJson(null=True)
    metadata = models.JSONField(db_default={})
    split = models.TextField(db_default="")
    content_hash = models.BinaryField()
    added_in = models.PositiveIntegerField()
    removed_in = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "external_id"], condition=Q(removed_in__isnull=True), name="example_once"),
            models.CheckConstraint(
                condition=Q(removed_in__isnull=True) | Q(removed_in__gt=models.F("added_in")), name="example_removed_later"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="example_project_id"),
            models.Index(fields=["dataset", "id"], name="example_dataset_id"),
            models.Index(fields=["project", "created_xid"], name="example_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="example_changed_xid"),
            GinIndex(fields=["metadata"], opclasses=["jsonb_path_ops"], name="example_metadata"),
        ]

    def __str__(self) -> str:
        return self.external_id
