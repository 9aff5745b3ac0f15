"""A dataset, the scorers, the target that answers, the gate's rules and the paths that it depends on."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from evalplatform.evaluations.models.dataset import Dataset
from evalplatform.projects.models import Project


class Suite(models.Model):
    """What it is made of is JSON that was checked when it was written: `scorers` as in an evaluation's request, `target` says where
    answers come from (`outputs`, `traces` or `endpoint`), `gate` holds the rules, `judge` the endpoint that scorers with a model ask,
    where it is another. `sealed_key` is the endpoint's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="suites", db_index=False)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, null=True, related_name="suites")
    dataset_version = models.PositiveIntegerField(null=True, help_text="null is the latest when an evaluation starts")
    scorers = models.JSONField()
    target = models.JSONField()
    sealed_key = models.TextField(blank=True, default="")
    repeats = models.PositiveIntegerField(default=1)
    pair_by = models.CharField(max_length=200, blank=True, default="")
    cluster_by = models.CharField(max_length=200, blank=True, default="")
    judge = models.JSONField(default=dict)
    sealed_judge_key = models.TextField(blank=True, default="")
    gate = models.JSONField(default=dict)
    paths = ArrayField(models.TextField(), default=list, help_text="globs of a repository's paths")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="suite_name_once")]
        indexes = [models.Index(fields=["project", "id"], name="suite_project_id")]

    def __str__(self) -> str:
        return self.name


class Waiver(models.Model):
    """A failing verdict that counts as passed until a time: for one metric, or for all when `metric` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    suite = models.ForeignKey(Suite, on_delete=models.CASCADE, related_name="waivers")
    metric = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField()
    until = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_with = models.CharField(max_length=8, blank=True, default="", help_text="the key's prefix")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.metric or 'all'} until {self.until:%Y-%m-%d}"
