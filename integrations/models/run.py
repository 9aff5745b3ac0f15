"""A change that is evaluated (Run), each suite of it (Check), and the comment that tells of it (Comment)."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.evaluations.models import Evaluation, Suite, Verdict
from evalplatform.projects.models import Project
from integrations.models.connection import Connection
from integrations.models.receipt import Receipt


class RunState(models.TextChoices):
    WAITING = "waiting", "waiting: to be started"
    RUNNING = "running"
    FINISHED = "finished"
    SUPERSEDED = "superseded", "superseded: a newer commit took its place"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN_RUN = (RunState.WAITING, RunState.RUNNING)


class Run(models.Model):
    """One commit, why it is evaluated, and what came of it. `files` null: what it touches is to be asked for.

    `next_attempt_at` says when a waiting one is due to start. What is to be told to the provider is counted: `report_wanted` goes up with
    each change of the run, `reported` is how far the provider knows. `report_due_at` null: it knows all, or will not be told
    (`report_code`); only who has the lease tells it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="runs", db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, null=True, related_name="runs", db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.SET_NULL, null=True, related_name="runs")
    rerun_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_with = models.CharField(max_length=8, default="", help_text="the key's prefix")
    trigger = models.CharField(max_length=16)
    repository = models.CharField(max_length=300, default="")
    sha = models.CharField(max_length=64, default="")
    branch = models.CharField(max_length=300, default="")
    target_branch = models.CharField(max_length=300, default="", help_text="whose last passing evaluation is the baseline")
    pull_request = models.PositiveIntegerField(null=True)
    tag = models.CharField(max_length=300, default="")
    base = models.CharField(max_length=64, default="", help_text="the commit that the change is compared with")
    author = models.CharField(max_length=300, default="")
    title = models.CharField(max_length=300, default="")
    url = models.CharField(max_length=1000, default="")
    origin = models.CharField(max_length=300, default="", help_text="the address of this server, as the sender knows it")
    files = models.JSONField(null=True)
    asked = models.JSONField(null=True, help_text="of a request: the suite and what else was asked, instead of what the files touch")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    verdict = models.CharField(max_length=16, choices=Verdict, default="")
    reason = models.CharField(max_length=64, default="", help_text="code: why nothing was evaluated, or why it ended without a verdict")
    message = models.TextField(default="")
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, db_default=Now())
    check_run_id = models.CharField(max_length=40, default="", help_text="GitHub's")
    report_wanted = models.PositiveIntegerField(default=0)
    reported = models.PositiveIntegerField(default=0)
    report_due_at = models.DateTimeField(null=True)
    report_lease_until = models.DateTimeField(null=True)
    report_attempts = models.PositiveIntegerField(default=0, help_text="since it was last told")
    report_code = models.CharField(max_length=64, default="", help_text="what the last try to tell failed with")
    report_message = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict.values]), name="run_verdict_known"),
            models.CheckConstraint(condition=Q(state__in=OPEN_RUN) ^ Q(finished_at__isnull=False), name="run_open_or_finished"),
            models.CheckConstraint(condition=Q(state=RunState.WAITING) ^ Q(next_attempt_at__isnull=True), name="run_waits_or_is_begun"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="run_project_id"),
            models.Index(fields=["connection", "repository", "sha"], name="run_commit"),
            models.Index(fields=["connection", "repository", "pull_request", "id"], name="run_pull_request"),
            models.Index(fields=["next_attempt_at"], condition=Q(state=RunState.WAITING), name="run_due"),
            models.Index(fields=["id"], condition=Q(state=RunState.RUNNING), name="run_running"),
            models.Index(fields=["report_due_at"], condition=Q(report_due_at__isnull=False), name="run_report_due"),
        ]

    def __str__(self) -> str:
        return f"{self.repository} {self.sha[:12]}"


class Check(models.Model):
    """A suite of a run. `touched_by` are the first of the paths that touch it. `reason`: why there is no verdict of the gate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="checks", db_index=False)
    suite = models.ForeignKey(Suite, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, help_text="of the suite")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.SET_NULL, null=True, related_name="+")
    touched_by = ArrayField(models.TextField(), default=list)
    is_open = models.BooleanField(default=True)
    verdict = models.CharField(max_length=16, choices=Verdict, default="")
    counts_as = models.CharField(max_length=16, default="", help_text="pass, fail, or no_verdict: what the verdict means for the run")
    reason = models.CharField(max_length=64, default="", help_text="code")
    message = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "suite"], name="check_once"),
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict.values]), name="check_verdict_known"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(is_open=True), name="check_open")]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """The one comment of a connection on a pull request. `tried_at` without an id: it may stand there, and is looked for first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="comments", db_index=False)
    repository = models.CharField(max_length=300)
    pull_request = models.PositiveIntegerField()
    comment_id = models.CharField(max_length=40, default="", help_text="the provider's")
    tried_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "repository", "pull_request"], name="comment_once")]

    def __str__(self) -> str:
        return f"{self.repository} {self.pull_request}"
