"""How traces look, for the OpenAPI document alone: ingest checks what comes in, and PostgreSQL writes what goes out."""

from typing import Any, get_args

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from evalplatform.tracing import validation as limits
from evalplatform.tracing.ingest.outcome import Status as OutcomeStatuses
from evalplatform.tracing.models import ScoreSource, SpanKind, Status
from evalplatform.tracing.values import MAX_COUNT
from external_api.pagination import TOTAL

STATUSES = get_args(OutcomeStatuses)
ANY_JSON: dict[str, Any] = {"description": "any JSON value"}
EXAMPLE = {
    "external_id": "order-17",
    "name": "support",
    "session_id": "chat-4",
    "model": "gpt-4o-mini",
    "provider": "openai",
    "input": [{"role": "user", "content": "Where is my parcel?"}],
    "output": {"role": "assistant", "content": "It comes tomorrow."},
    "metadata": {"plan": "free"},
    "tags": ["support"],
    "usage": {"input_tokens": 5, "output_tokens": 4, "cost_usd": "0.00012"},
    "latency_ms": 512,
    "started_at": "2026-01-31T12:00:00Z",
    "scores": [{"name": "correct", "value": 1}],
}


@extend_schema_field(ANY_JSON)
class AnyJson(serializers.JSONField):
    """Any JSON value."""


class UsageDocument(serializers.Serializer[Any]):
    input_tokens = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MAX_COUNT)
    output_tokens = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MAX_COUNT)
    cost_usd = serializers.CharField(required=False, allow_null=True, help_text="US dollars, an exact decimal")

    class Meta:
        ref_name = "TokenUsage"


class TraceUsageDocument(UsageDocument):
    """As it was sent, and what it cost by the catalogue of models."""

    computed_cost_usd = serializers.CharField(allow_null=True, help_text="null where what was sent says it all, or too little")

    class Meta:
        ref_name = "TraceUsage"


@extend_schema_field({"type": ["string", "number", "null"], "description": "US dollars: an exact decimal in a string; a number is rounded"})
class _Cost(serializers.CharField):
    pass


class UsageRequest(UsageDocument):
    cost_usd = _Cost(required=False, allow_null=True)

    class Meta:
        ref_name = "TokenUsageRequest"


class ScoreDocument(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=limits.MAX_WORD)
    value = serializers.FloatField(required=False, allow_null=True)
    label = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_null=True, allow_blank=True, max_length=limits.MAX_LABEL, help_text="value, label or both"
    )
    source = serializers.ChoiceField(ScoreSource.choices, required=False)  # type: ignore[assignment]
    comment = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_LONG_TEXT)

    class Meta:
        ref_name = "Score"
        null_is_nothing = True


class SpanDocument(serializers.Serializer[Any]):
    id = serializers.UUIDField(read_only=True)
    external_id = serializers.CharField(max_length=limits.MAX_ID)
    parent_external_id = serializers.CharField(required=False, allow_null=True, max_length=limits.MAX_ID)
    name = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_NAME)
    kind = serializers.ChoiceField(SpanKind.choices, required=False)
    started_at = serializers.DateTimeField(required=False, allow_null=True)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    input = AnyJson(required=False)
    output = AnyJson(required=False)
    attributes = serializers.DictField(required=False)

    class Meta:
        ref_name = "Span"
        null_is_nothing = True


class TraceDocument(serializers.Serializer[Any]):
    """One interaction with a model."""

    id = serializers.UUIDField(read_only=True)
    external_id = serializers.CharField(
        required=False, allow_null=True, max_length=limits.MAX_ID, help_text="the same id again is the same trace"
    )
    name = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_NAME)
    session_id = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_ID)
    user_id = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_ID)
    environment = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_WORD)
    release = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_WORD)
    model = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_WORD)
    provider = serializers.CharField(required=False, allow_blank=True, max_length=limits.MAX_WORD)
    status = serializers.ChoiceField(Status.choices, required=False)
    error = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=limits.MAX_LONG_TEXT)
    input = AnyJson()
    output = AnyJson(required=False)
    reference = AnyJson(required=False)
    tools = serializers.ListField(child=AnyJson(), required=False)
    metadata = serializers.DictField(required=False)
    tags = serializers.ListField(
        child=serializers.CharField(allow_blank=True, max_length=limits.MAX_WORD), required=False, max_length=limits.MAX_TAGS
    )
    usage = TraceUsageDocument(required=False, allow_null=True)
    latency_ms = serializers.FloatField(required=False, allow_null=True, min_value=0)
    started_at = serializers.DateTimeField(required=False, allow_null=True)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    scores = ScoreDocument(many=True, required=False)
    ingested_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        ref_name = "Trace"


class TraceWithSpans(TraceDocument):
    spans = SpanDocument(many=True, required=False)

    class Meta:
        ref_name = "TraceWithSpans"


class TraceRequest(TraceWithSpans):
    """One interaction with a model. Only `input` is required, and may be any JSON value."""

    usage = UsageRequest(required=False, allow_null=True)  # type: ignore[assignment]  # what is sent has less than what is shown

    class Meta:
        ref_name = "TraceRequest"
        null_is_nothing = True


@extend_schema_field(TOTAL)
class _Total(serializers.JSONField):
    pass


class TracePage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = _Total()
    results = TraceDocument(many=True)

    class Meta:
        may_lack = ("total",)


class ProblemDocument(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    detail = serializers.CharField()
    code = serializers.CharField()

    class Meta:
        ref_name = "FieldProblem"


# Not a ChoiceField: the name of its enumeration would collide with that of a trace's status.
@extend_schema_field({"oneOf": [{"const": status} for status in STATUSES]})
class OutcomeStatus(serializers.CharField):
    pass


class OutcomeDocument(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    status = OutcomeStatus()
    id = serializers.UUIDField(allow_null=True)
    errors = ProblemDocument(many=True)  # type: ignore[assignment]

    class Meta:
        ref_name = "TraceOutcome"


class Stored(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    replaced = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = OutcomeDocument(many=True)

    class Meta:
        ref_name = "TracesStored"


class Deleted(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()


class TraceScores(serializers.Serializer[Any]):
    scores = ScoreDocument(many=True)


SCORES_SENT = PolymorphicProxySerializer("ScoresSent", [ScoreDocument, ScoreDocument(many=True)], resource_type_field_name=None, many=False)
TRACES_SENT = PolymorphicProxySerializer("TracesSent", [TraceRequest, TraceRequest(many=True)], resource_type_field_name=None, many=False)
_PROBLEM, _STORED = ({"$ref": f"#/components/schemas/{name}"} for name in ("Problem", "TracesStored"))
ALL_REFUSED = OpenApiResponse(
    {"anyOf": [{"allOf": [_PROBLEM, _STORED]}, _PROBLEM]},
    "`all_refused`: no item could be taken, and the body is a problem with `results`; or the Idempotency-Key was used otherwise",
)
TRACES_EXAMPLES = [
    OpenApiExample("one trace", EXAMPLE, request_only=True),
    OpenApiExample("two, of which only the input is known", [{"input": "What is 2 + 2?"}, {"input": "And 3 + 3?"}], request_only=True),
]
SCORES_EXAMPLES = [
    OpenApiExample("one score", {"name": "correct", "value": 1}, request_only=True),
    OpenApiExample(
        "two, of a person", [{"name": "tone", "label": "kind", "source": "human"}, {"name": "stars", "value": 4.5}], request_only=True
    ),
]
