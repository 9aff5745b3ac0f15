"""How batches look, for the OpenAPI document alone: external_api/batches reads what comes in and writes what goes out."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from external_api.batches.performing import KINDS
from external_api.models import BatchState
from external_api.resources.trace_documents import AnyJson

EXAMPLE = {
    "operations": [
        {"op": "traces.create", "body": {"external_id": "order-17", "input": "Where is my parcel?", "output": "It comes tomorrow."}},
        {"op": "traces.add_scores", "external_id": "order-17", "body": {"name": "correct", "value": 1}},
        {"op": "traces.get", "external_id": "order-17"},
    ]
}
OF_EVALUATIONS = {
    "operations": [
        {"op": "examples.create", "dataset": "arithmetic", "body": {"external_id": "q-1", "input": "2+2", "reference": "4"}},
        {"op": "examples.delete", "dataset": "arithmetic", "external_id": "q-0"},
        {
            "op": "results.create",
            "evaluation": "0192f0c1-2345-7abc-8def-0123456789ab",
            "body": {"example": "q-1", "output": "4", "latency_ms": 412.5},
        },
    ]
}


class BatchOperationDocument(serializers.Serializer[Any]):
    op = serializers.ChoiceField(choices=sorted(KINDS))
    id = serializers.UUIDField(required=False, help_text="of the trace or the example that is meant")
    external_id = serializers.CharField(required=False, help_text="the same by your own id; one of the two")
    dataset = serializers.CharField(required=False, help_text="of operations on examples: id or name")
    publish = serializers.BooleanField(
        required=False, help_text="of operations on examples: whether the change becomes a version at once; true when nothing is said"
    )
    evaluation = serializers.UUIDField(required=False, help_text="of results.create")
    body = AnyJson(
        required=False, help_text="what the call of its own would have: a trace, a score or a list of scores, an example, an output"
    )

    class Meta:
        ref_name = "BatchOperation"


@extend_schema_serializer(
    examples=[
        OpenApiExample("a trace with a score", EXAMPLE, request_only=True),
        OpenApiExample("examples and results", OF_EVALUATIONS, request_only=True),
    ]
)
class BatchRequestDocument(serializers.Serializer[Any]):
    operations = BatchOperationDocument(many=True, help_text="1 to 1,000, or what the tier allows")
    atomic = serializers.BooleanField(required=False, help_text="all or nothing")
    background = serializers.BooleanField(required=False, help_text="answer 202 at once")
    callback_url = serializers.URLField(required=False, allow_null=True, help_text="told when a batch in the background has ended")

    class Meta:
        ref_name = "BatchRequest"


class BatchResultDocument(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="the operation's place")
    status = serializers.IntegerField(help_text="as its own call would have been answered")
    body = AnyJson(required=False, help_text="not to those who may not do this operation themselves")
    problem = serializers.DictField(required=False, help_text="RFC 9457, from status 400 on; pointers lead into this request")

    class Meta:
        ref_name = "BatchResult"
        may_lack = ("body", "problem")


class BatchDoneDocument(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = BatchResultDocument(many=True)

    class Meta:
        ref_name = "BatchDone"


class BatchErrorDocument(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()

    class Meta:
        ref_name = "BatchError"


class BatchCallbackDocument(serializers.Serializer[Any]):
    url = serializers.CharField()
    state = serializers.CharField(help_text="waiting, delivered or failed")
    attempts = serializers.IntegerField()
    next_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(help_text="why the last attempt failed")

    class Meta:
        ref_name = "BatchCallback"


class BatchDocument(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=BatchState.choices)
    atomic = serializers.BooleanField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    error = BatchErrorDocument(allow_null=True)
    callback = BatchCallbackDocument(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    results = BatchResultDocument(many=True, allow_null=True, help_text="once it has ended")

    class Meta:
        ref_name = "Batch"
