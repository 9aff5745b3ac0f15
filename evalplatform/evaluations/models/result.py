"""The outcome of one example, or of one trace, in an evaluation."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import Q

from evalplatform.evaluations.models.dataset import Example
from evalplatform.evaluations.models.evaluation import Evaluation
from evalplatform.projects.models import Project
from evalplatform.tracing.columns import RawJson, TransactionId


class ResultState(models.TextChoices):
    WAITING = "waiting"  # for an answer
    ANSWERED = "answered"  # and not yet scored
    SCORED = "scored"
    ERRORED = "errored"  # no answer could be had; a scorer that failed stands in `scores`


class Result(models.Model):
    """`pair_key` says which results of two evaluations belong together, `cluster` which results of one do.

    `metrics` has the value of each metric, null where its scorer failed; `scores` has the whole judgements with labels, comments and
    errors. `example` and `trace_id` name where input and reference come from; they are kept here too, since traces are deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="results", db_index=False)
    example = models.ForeignKey(Example, on_delete=models.SET_NULL, null=True, related_name="+")
    trace_id = models.UUIDField(null=True)
    pair_key = models.TextField()
    cluster = models.TextField(db_default="")
    repeat = models.PositiveIntegerField(db_default=0)
    state = models.CharField(max_length=16, choices=ResultState, db_default=ResultState.WAITING)
    input = RawJson(null=True)
    reference = RawJson(null=True)
    metadata = models.JSONField(db_default={})
    output = RawJson(null=True)
    scores = RawJson(db_default="[]")
    metrics = models.JSONField(db_default={})
    latency_ms = models.FloatField(null=True)
    input_tokens = models.BigIntegerField(null=True)
    output_tokens = models.BigIntegerField(null=True)
    cost_usd = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    attempts = models.PositiveIntegerField(db_default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error_code = models.TextField(db_default="")
    error_message = models.TextField(db_default="")
    content_hash = models.BinaryField(null=True, help_text="over the answer that a client sent")
    answered_at = models.DateTimeField(null=True)
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "pair_key", "repeat"], name="result_once"),
            models.CheckConstraint(condition=Q(state__in=ResultState.values), name="result_state_known"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="result_project_id"),
            models.Index(fields=["evaluation", "id"], name="result_evaluation_id"),
            models.Index(fields=["evaluation", "id"], condition=Q(state__in=("waiting", "answered")), name="result_open"),
            models.Index(fields=["evaluation", "id"], condition=Q(state="answered"), name="result_answered"),
            models.Index(fields=["project", "created_xid"], name="result_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="result_changed_xid"),
        ]

    def __str__(self) -> str:
        return f"{self.pair_key} {self.state}"
