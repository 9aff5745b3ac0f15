"""One run of a suite, or of scorers without one."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.evaluations.models.dataset import Dataset
from evalplatform.evaluations.models.suite import Suite
from evalplatform.projects.models import Project
from evalplatform.tracing.columns import TransactionId


class EvaluationState(models.TextChoices):
    QUEUED = "queued"  # also while it waits for a client's outputs
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SourceKind(models.TextChoices):
    OUTPUTS = "outputs"
    TRACES = "traces"
    ENDPOINT = "endpoint"


class Verdict(models.TextChoices):
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NO_VERDICT = "no_verdict"


OPEN = (EvaluationState.QUEUED, EvaluationState.RUNNING)


class Evaluation(models.Model):
    """`request` is what was asked, as it was asked; `scorers`, `source` and `gate` what holds after the suite was looked up.

    `total` counts results, `done` those that are scored or errored, `errored` those without an answer. What was spent is that of answers
    and of judges. `summary` and `report` are written when it completes, in one transaction with its state.

    `prepared_at`: its results are all there, and wait; `closed_at`: the client sends no more outputs; `heard_at`: a job for it was sent, or
    got somewhere; `resume_at`: the endpoint is not to be asked before; `attempt`: how often it was begun since it last got
    somewhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="evaluations", db_index=False)
    name = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=16, choices=EvaluationState, default=EvaluationState.QUEUED)
    suite = models.ForeignKey(Suite, on_delete=models.SET_NULL, null=True, related_name="evaluations")
    dataset = models.ForeignKey(Dataset, on_delete=models.SET_NULL, null=True, related_name="evaluations")
    dataset_version = models.PositiveIntegerField(null=True)
    request = models.JSONField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_with = models.CharField(max_length=8, blank=True, default="", help_text="the key's prefix")
    scorers = models.JSONField()
    source_kind = models.CharField(max_length=16, choices=SourceKind)
    source = models.JSONField()
    sealed_key = models.TextField(blank=True, default="")
    repeats = models.PositiveIntegerField(default=1)
    pair_by = models.CharField(max_length=200, blank=True, default="")
    cluster_by = models.CharField(max_length=200, blank=True, default="")
    judge = models.JSONField(default=dict, help_text="the endpoint that scorers with a model ask")
    sealed_judge_key = models.TextField(blank=True, default="")
    gate = models.JSONField(default=dict)
    baseline = models.CharField(max_length=300, blank=True, default="", help_text="an evaluation's id or a branch, as it was asked")
    compared_with = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    repository = models.CharField(max_length=300, blank=True, default="")
    sha = models.CharField(max_length=64, blank=True, default="")
    branch = models.CharField(max_length=300, blank=True, default="")
    pull_request = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    errored = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=20, decimal_places=10, default=0)
    prepared_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(db_default=Now())
    resume_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    holder = models.UUIDField(null=True, help_text="the worker that has the lease")
    attempt = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=64, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    summary = models.JSONField(null=True)
    verdict = models.CharField(max_length=16, choices=Verdict, blank=True, default="")
    report = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EvaluationState.values), name="evaluation_state_known"),
            models.CheckConstraint(condition=Q(source_kind__in=SourceKind.values), name="evaluation_source_known"),
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict.values]), name="evaluation_verdict_known"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="evaluation_project_id"),
            models.Index(fields=["suite", "branch", "id"], condition=Q(verdict="pass"), name="evaluation_passed"),
            models.Index(fields=["id"], condition=Q(state__in=OPEN), name="evaluation_open"),
            models.Index(fields=["project", "created_xid"], name="evaluation_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="evaluation_changed_xid"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)
