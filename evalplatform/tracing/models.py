"""What was seen: traces, their spans and scores, and the catalogue of language models."""

import uuid_utils.compat as uuid
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from evalplatform.tracing.columns import RawJson, TransactionId

_PRICE = "US dollars for a million tokens; empty is unknown, not free"


class Status(models.TextChoices):
    OK = "ok"
    ERROR = "error"


class SpanKind(models.TextChoices):
    LLM = "llm"
    TOOL = "tool"
    RETRIEVER = "retriever"
    AGENT = "agent"
    CHAIN = "chain"
    EMBEDDING = "embedding"


class ScoreSource(models.TextChoices):
    HUMAN = "human"
    SCORER = "scorer"
    API = "api"


class Trace(models.Model):
    """One interaction with a model.

    `id` is the server's own UUIDv7 and rises with time, so it is the order of every list and export. `external_id` is the client's
    own id. `created_xid` and `changed_xid` say which transaction made and last changed the row: windows over them neither overlap
    nor leave a hole, as windows over clocks do. `content_hash` is over all that the client sent, spans and scores included:
    the same content again changes nothing. `scores` is the copy of the Score rows that is written with them. `cost_usd` is as the client
    sent it; `computed_cost_usd` is what the catalogue said at the time, where the client did not say it all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="traces", db_index=False)
    external_id = models.TextField(null=True)
    name = models.TextField(db_default="")
    session_id = models.TextField(db_default="")
    user_id = models.TextField(db_default="")
    environment = models.TextField(db_default="")
    release = models.TextField(db_default="")
    model = models.TextField(db_default="")
    provider = models.TextField(db_default="")
    status = models.TextField(choices=Status, db_default=Status.OK)
    error = models.TextField(null=True)
    input = RawJson()
    output = RawJson(null=True)
    reference = RawJson(null=True)
    tools = RawJson(db_default="[]")
    metadata = models.JSONField(db_default={})
    tags = ArrayField(models.TextField(), db_default=[])
    input_tokens = models.BigIntegerField(null=True)
    output_tokens = models.BigIntegerField(null=True)
    cost_usd = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    computed_cost_usd = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    latency_ms = models.FloatField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    scores = RawJson(db_default="[]")
    content_hash = models.BinaryField()
    ingested_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(null=True)
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "external_id"], condition=Q(external_id__isnull=False), name="trace_external_id"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="trace_status_known"),
            models.CheckConstraint(condition=Q(input_tokens__gte=0) & Q(output_tokens__gte=0), name="trace_tokens_not_negative"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="trace_project_id"),
            models.Index(fields=["project", "id"], condition=Q(status="error"), name="trace_errors"),
            models.Index(fields=["project", "session_id"], condition=~Q(session_id=""), name="trace_session"),
            models.Index(fields=["project", "user_id"], condition=~Q(user_id=""), name="trace_user"),
            models.Index(fields=["project", "created_xid"], name="trace_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="trace_changed_xid"),
            GinIndex(fields=["tags"], name="trace_tags"),
            GinIndex(fields=["metadata"], opclasses=["jsonb_path_ops"], name="trace_metadata"),
        ]

    def __str__(self) -> str:
        return self.external_id or str(self.id)


class Span(models.Model):
    """One step inside a trace. `parent_external_id` names another span of the same trace; null is the root."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="spans", db_index=False)
    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="spans", db_index=False)
    external_id = models.TextField()
    parent_external_id = models.TextField(null=True)
    name = models.TextField(db_default="")
    kind = models.TextField(choices=SpanKind)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    input = RawJson(null=True)
    output = RawJson(null=True)
    attributes = RawJson(db_default="{}")
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trace", "external_id"], name="span_external_id"),
            models.CheckConstraint(condition=Q(kind__in=SpanKind.values), name="span_kind_known"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="span_project_id"),
            models.Index(fields=["project", "created_xid"], name="span_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="span_changed_xid"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.external_id}"


class Score(models.Model):
    """One judgement on a trace: a value, a label, or both. A second one of the same name and source replaces the first.

    `sent_with_trace` marks those that came inside the trace: sending the trace again replaces those, and never what a person or a
    scorer added later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scores", db_index=False)
    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="score_rows", db_index=False)
    name = models.TextField()
    value = models.FloatField(null=True)
    label = models.TextField(null=True)
    source = models.TextField(choices=ScoreSource, db_default=ScoreSource.API)
    comment = models.TextField(db_default="")
    sent_with_trace = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_xid = TransactionId()
    changed_xid = TransactionId()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trace", "name", "source"], name="score_once"),
            models.CheckConstraint(condition=Q(source__in=ScoreSource.values), name="score_source_known"),
            models.CheckConstraint(condition=Q(value__isnull=False) | Q(label__isnull=False), name="score_says_something"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="score_project_id"),
            models.Index(fields=["project", "name", "value"], name="score_by_value"),
            models.Index(fields=["project", "created_xid"], name="score_created_xid"),
            models.Index(fields=["project", "changed_xid"], name="score_changed_xid"),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value if self.label is None else self.label}"


class Origin(models.TextChoices):
    PACKAGED = "packaged"  # came with a release, and the next one may change it
    EDITED = "edited"  # was added or changed here, and no release touches it


class LanguageModel(models.Model):
    """An entry of the model catalogue. Prices are US dollars for a million tokens; null is unknown, not free."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    name = models.CharField(max_length=200, help_text="as the provider's API spells it")
    provider = models.CharField(max_length=100, help_text="who is paid, such as openai, azure or groq")
    aliases = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="other names of the same model at the same price"
    )
    dated_snapshots = models.BooleanField(default=True, help_text="also any dated form of its names, such as name-2024-08-06")
    context_window = models.PositiveIntegerField(null=True, blank=True, help_text="in tokens")
    max_output = models.PositiveIntegerField(null=True, blank=True, help_text="in tokens")
    input_price = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True, help_text=_PRICE)
    output_price = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True, help_text=_PRICE)
    cached_input_price = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, help_text="likewise; empty: cached tokens cost what others do"
    )
    priced_up_to = models.PositiveIntegerField(
        null=True, blank=True, help_text="input tokens of one call beyond which other prices hold, and no cost is computed; empty: none"
    )
    capabilities = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.EDITED, editable=False)
    as_of = models.DateField(null=True, blank=True, help_text="the day on which the prices were so")
    source = models.CharField(max_length=200, blank=True, default="", help_text="where the prices stand")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="language_model_once"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="language_model_origin_known"),
            models.CheckConstraint(
                condition=Q(input_price__gte=0) & Q(output_price__gte=0) & Q(cached_input_price__gte=0),
                name="language_model_prices_not_negative",
                violation_error_message="A price is 0 or more; leave it empty where it is unknown.",
            ),
        ]
        ordering = ["provider", "name"]

    def __str__(self) -> str:
        return f"{self.provider}/{self.name}"


class Removal(models.Model):
    """A trace that was deleted because somebody wanted it gone, not because of its age: whoever made files of it has to know.

    `examined` is set by the one who looks which files those are.
    """

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    row_id = models.UUIDField(help_text="of a trace, or of a span that went with it")
    removed_at = models.DateTimeField(db_default=Now(), editable=False)
    examined = models.BooleanField(db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["project", "removed_at"], name="removal_project_time"),
            models.Index(fields=["id"], condition=Q(examined=False), name="removal_unexamined"),
        ]

    def __str__(self) -> str:
        return str(self.row_id)
