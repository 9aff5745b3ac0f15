"""What can be filtered, listed and exported of traces, spans and scores."""

from dataclasses import replace
from functools import reduce
from operator import or_

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

from evalplatform.fields import Elsewhere, Family, Field, Kind, Member, Resource, as_json_array, at_path, columns_of
from evalplatform.tracing.models import Score, ScoreSource, Span, SpanKind, Status


def _metadata(rest: str) -> Field | None:
    path = tuple(rest.split("."))
    if not all(path):
        return None
    value = at_path("metadata", path)
    return Field(f"metadata.{rest}", Kind.VALUE, value, "a value inside metadata", listed=False, column="metadata", path=path)


def _metadata_of_trace(rest: str) -> Field | None:
    made = _metadata(rest)
    if made is None:
        return None
    return replace(made, name=f"trace.{made.name}", expression=at_path("trace__metadata", made.path), column="trace__metadata")


def _attribute(rest: str) -> Field | None:
    """OpenTelemetry's names have full stops in them, so `attributes.a.b` is the key "a.b", and else b in the object a."""
    path = tuple(rest.split("."))
    if not all(path):
        return None
    attributes = Func(F("attributes"), template="(%(expressions)s)::jsonb", output_field=JSONField())
    value = Coalesce(at_path(attributes, (rest,)), at_path(attributes, path), output_field=JSONField())
    return Field(f"attributes.{rest}", Kind.VALUE, value, "a value inside attributes", listed=False)


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


def _usage(*members: str) -> Case:
    """One object of these columns; null, and not an object of nulls, when nothing is known of any."""
    known = reduce(or_, (Q((f"{member}__isnull", False)) for member in members))
    pairs = [part for member in members for part in (Value(member), _bare(member))]
    return Case(When(known, then=Func(*pairs, function="json_build_object", output_field=JSONField())), output_field=JSONField())


def _bare(member: str) -> F | Func:
    return Func(F(member), template="trim_scale(%(expressions)s)::text", output_field=TextField()) if member in _COSTS else F(member)


_COSTS = ("cost_usd", "computed_cost_usd")
_SENT = ("input_tokens", "output_tokens", "cost_usd")
_USAGE_MEMBERS = (Member("input_tokens", Kind.INTEGER), Member("output_tokens", Kind.INTEGER), Member("cost_usd", Kind.DECIMAL))
_SCORE_MEMBERS = (
    Member("name", Kind.TEXT),
    Member("value", Kind.NUMBER),
    Member("label", Kind.TEXT),
    Member("source", Kind.TEXT),
    Member("comment", Kind.TEXT),
)
_TOTAL_TOKENS = Coalesce(F("input_tokens") + F("output_tokens"), F("input_tokens"), F("output_tokens"), output_field=BigIntegerField())

# The computed cost first: it is there only where what was sent does not say it all, and then what was sent is part of it.
_COST = Coalesce(F("computed_cost_usd"), F("cost_usd"))

_SPAN_FIELDS = (
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
)
_SPANS = as_json_array(
    Span.objects.filter(trace_id=OuterRef("id"), project_id=OuterRef("project_id")).order_by("id"),
    columns_of(tuple(field for field in _SPAN_FIELDS if field.name != "trace_id")),
)

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
        Field("usage", Kind.JSON, _usage(*_SENT), "tokens and cost as one object", filterable=False, members=_USAGE_MEMBERS),
        Field("usage.input_tokens", Kind.INTEGER, F("input_tokens"), "tokens read", listed=False),
        Field("usage.output_tokens", Kind.INTEGER, F("output_tokens"), "tokens written", listed=False),
        Field("usage.cost_usd", Kind.DECIMAL, F("cost_usd"), "cost in US dollars, as it was sent", listed=False),
        Field("usage.computed_cost_usd", Kind.DECIMAL, F("computed_cost_usd"), "cost by the catalogue, if not sent", listed=False),
        Field("cost", Kind.DECIMAL, _COST, "cost in US dollars: as it was sent, or else computed", listed=False),
        Field("total_tokens", Kind.INTEGER, _TOTAL_TOKENS, "tokens read and written", listed=False),
        Field("latency_ms", Kind.NUMBER, F("latency_ms"), "duration in milliseconds"),
        Field("started_at", Kind.TIMESTAMP, F("started_at"), "when it began"),
        Field("ended_at", Kind.TIMESTAMP, F("ended_at"), "when it ended"),
        Field("scores", Kind.JSON, F("scores"), "all judgements", filterable=False, members=_SCORE_MEMBERS, many=True),
        Field("spans", Kind.JSON, _SPANS, "all steps inside it, in the order of their ids", filterable=False, listed=False),
        Field("ingested_at", Kind.TIMESTAMP, F("ingested_at"), "when the server took it in"),
        Field("updated_at", Kind.TIMESTAMP, F("updated_at"), "when the client last changed it"),
    ),
    families=(
        Family("metadata.", "metadata.<path>", "a value inside metadata; keys joined by full stops", _metadata),
        Family("score.", "score.<name>", "the value of the latest score of that name; score.<name>.label its label", _score),
    ),
)

# What the API shows of a trace: beside what was sent also what it cost by the catalogue. Exports have what was sent, so that it comes back.
SHOWN = tuple(replace(one, expression=_usage(*_SENT, "computed_cost_usd")) if one.name == "usage" else one for one in TRACES.listed)

# What a span or a score may carry along of its trace, by a join over the primary key.
_OF_TRACE = (
    "external_id", "name", "session_id", "user_id", "environment", "release", "model", "provider", "status",
    "input", "output", "reference", "tags", "ingested_at",
)  # fmt: skip


def _of_trace(name: str) -> Field:
    there = TRACES.field(name)
    return replace(
        there, name=f"trace.{name}", expression=F(f"trace__{name}"), description=f"of its trace: {there.description}", listed=False
    )


_TRACE_FIELDS = tuple(_of_trace(name) for name in _OF_TRACE)
_TRACE_FAMILIES = (Family("trace.metadata.", "trace.metadata.<path>", "a value inside the metadata of its trace", _metadata_of_trace),)

SPANS = Resource(
    name="spans",
    model="tracing.Span",
    fields=(*_SPAN_FIELDS, *_TRACE_FIELDS),
    families=(
        Family("attributes.", "attributes.<name>", "an attribute, or a value inside one; keys joined by full stops", _attribute),
        *_TRACE_FAMILIES,
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
        *_TRACE_FIELDS,
    ),
    families=_TRACE_FAMILIES,
)
