"""What can be filtered, listed and exported of traces, spans and scores."""

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from evalplatform.fields import Elsewhere, Family, Field, Kind, Resource, at_path
from evalplatform.tracing.models import Score, ScoreSource, SpanKind, Status


def _metadata(rest: str) -> Field | None:
    path = tuple(rest.split("."))
    if not all(path):
        return None
    value = at_path("metadata", path)
    return Field(f"metadata.{rest}", Kind.VALUE, value, "a value inside metadata", listed=False, column="metadata", path=path)


def _score(rest: str) -> Field | None:
    """`score.<name>` is the value, `score.<name>.label` the label, of the latest score of that name."""
    name = rest.removesuffix(".label")
    if not name:
        return None
    of_label = rest.endswith(".label")
    column, output_field = ("label", TextField()) if of_label else ("value", FloatField())
    named = Score.objects.filter(trace_id=OuterRef("id"), project_id=OuterRef("project_id"), name=name)
    later = Score.objects.filter(trace_id=OuterRef("trace_id"), name=name, id__gt=OuterRef("id"))
    return Field(
        f"score.{rest}",
        Kind.TEXT if of_label else Kind.NUMBER,
        ExpressionWrapper(Subquery(named.order_by("-id").values(column)[:1]), output_field=output_field),
        f"the {column} of a score",
        listed=False,
        elsewhere=Elsewhere(named.filter(~Exists(later)), F(column)),
    )


# Null, and not an object of nulls, when nothing is known of the usage.
_USAGE = Case(
    When(
        Q(input_tokens__isnull=False) | Q(output_tokens__isnull=False) | Q(cost_usd__isnull=False),
        then=Func(
            Value("input_tokens"),
            F("input_tokens"),
            Value("output_tokens"),
            F("output_tokens"),
            Value("cost_usd"),
            Func(F("cost_usd"), template="trim_scale(%(expressions)s)::text", output_field=TextField()),
            function="json_build_object",
            output_field=JSONField(),
        ),
    ),
    output_field=JSONField(),
)
_TOTAL_TOKENS = Coalesce(F("input_tokens") + F("output_tokens"), F("input_tokens"), F("output_tokens"), output_field=BigIntegerField())

TRACES = Resource(
    name="traces",
    model="tracing.Trace",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("external_id", Kind.TEXT, F("external_id"), "the client's own id"),
        Field("name", Kind.TEXT, F("name"), "what was done"),
        Field("session_id", Kind.TEXT, F("session_id"), "the conversation or run that the trace belongs to"),
        Field("user_id", Kind.TEXT, F("user_id"), "whom the answer was for"),
        Field("environment", Kind.TEXT, F("environment"), "production, staging …"),
        Field("release", Kind.TEXT, F("release"), "version of the application"),
        Field("model", Kind.TEXT, F("model"), "name of the language model"),
        Field("provider", Kind.TEXT, F("provider"), "who runs the model"),
        Field("status", Kind.TEXT, F("status"), "ok or error", choices=tuple(Status.values)),
        Field("error", Kind.TEXT, F("error"), "what went wrong"),
        Field("input", Kind.JSON, F("input"), "what the model was given"),
        Field("output", Kind.JSON, F("output"), "what the model answered"),
        Field("reference", Kind.JSON, F("reference"), "what it should have answered"),
        Field("tools", Kind.JSON, F("tools"), "the tools it could call"),
        Field("metadata", Kind.OBJECT, F("metadata"), "the client's own facts"),
        Field("tags", Kind.LIST, F("tags"), "words to find it by"),
        Field("usage", Kind.JSON, _USAGE, "tokens and cost as one object", filterable=False),
        Field("usage.input_tokens", Kind.INTEGER, F("input_tokens"), "tokens read", listed=False),
        Field("usage.output_tokens", Kind.INTEGER, F("output_tokens"), "tokens written", listed=False),
        Field("usage.cost_usd", Kind.DECIMAL, F("cost_usd"), "cost in US dollars", listed=False),
        Field("total_tokens", Kind.INTEGER, _TOTAL_TOKENS, "tokens read and written", listed=False),
        Field("latency_ms", Kind.NUMBER, F("latency_ms"), "duration in milliseconds"),
        Field("started_at", Kind.TIMESTAMP, F("started_at"), "when it began"),
        Field("ended_at", Kind.TIMESTAMP, F("ended_at"), "when it ended"),
        Field("scores", Kind.JSON, F("scores"), "all judgements", filterable=False),
        Field("ingested_at", Kind.TIMESTAMP, F("ingested_at"), "when the server took it in"),
        Field("updated_at", Kind.TIMESTAMP, F("updated_at"), "when the client last changed it"),
    ),
    families=(
        Family("metadata.", "metadata.<path>", "a value inside metadata; keys joined by full stops", _metadata),
        Family("score.", "score.<name>", "the value of the latest score of that name; score.<name>.label its label", _score),
    ),
)

SPANS = Resource(
    name="spans",
    model="tracing.Span",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("trace_id", Kind.UUID, F("trace_id"), "the trace that it is a step of"),
        Field("external_id", Kind.TEXT, F("external_id"), "the client's own id, unique in the trace"),
        Field("parent_external_id", Kind.TEXT, F("parent_external_id"), "the span that called it; null at the root"),
        Field("name", Kind.TEXT, F("name"), "what was done"),
        Field("kind", Kind.TEXT, F("kind"), "what sort of step", choices=tuple(SpanKind.values)),
        Field("started_at", Kind.TIMESTAMP, F("started_at"), "when it began"),
        Field("ended_at", Kind.TIMESTAMP, F("ended_at"), "when it ended"),
        Field("input", Kind.JSON, F("input"), "what it was given"),
        Field("output", Kind.JSON, F("output"), "what it gave"),
        Field("attributes", Kind.JSON, F("attributes"), "all else that the client sent"),
    ),
)

SCORES = Resource(
    name="scores",
    model="tracing.Score",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("trace_id", Kind.UUID, F("trace_id"), "the trace that is judged"),
        Field("name", Kind.TEXT, F("name"), "what is judged"),
        Field("value", Kind.NUMBER, F("value"), "the judgement as a number"),
        Field("label", Kind.TEXT, F("label"), "the judgement as a word"),
        Field("source", Kind.TEXT, F("source"), "who judged", choices=tuple(ScoreSource.values)),
        Field("comment", Kind.TEXT, F("comment"), "why"),
        Field("created_at", Kind.TIMESTAMP, F("created_at"), "when it was judged"),
    ),
)
