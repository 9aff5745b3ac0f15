"""Traces over OTLP/HTTP, as OpenTelemetry's exporters and collectors send them. docs/otlp.md says what becomes of spans."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of, count_items
from evalplatform.tracing.otlp.merge import merge
from external_api import errors
from external_api.resources.otlp_bodies import JSON, PROTOBUF, encoding_of, failure, media_type_of, read_body

_EXAMPLE = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "traceId": "5b8efff798038103d269b633813fc60c",
                            "spanId": "eee19b7ec3c1b174",
                            "name": "chat gpt-4o-mini",
                            "kind": 3,
                            "startTimeUnixNano": "1767225600000000000",
                            "endTimeUnixNano": "1767225600500000000",
                            "attributes": [
                                {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
                                {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "9"}},
                            ],
                        }
                    ]
                }
            ],
        }
    ]
}
_FAILURES = {
    400: "the body is not what its content type says; do not send it again",
    401: "no key, or one that is unknown, revoked or expired",
    403: "the key lacks the scope",
    409: "a call with this Idempotency-Key is being answered",
    411: "the body has no length, and this server cannot read such",
    413: "the body is larger than 20 MiB",
    415: "the body is neither protobuf nor JSON, or packed otherwise than by gzip",
    422: "the Idempotency-Key was used for another request",
    429: "too many calls; see Retry-After",
    503: "the database does not answer; see Retry-After",
}


class OtlpTraces(serializers.Serializer[Any]):
    """An ExportTraceServiceRequest."""

    resourceSpans = serializers.ListField(child=serializers.DictField(allow_null=True), required=False, allow_null=True)

    class Meta:
        ignores_unknown = True


class OtlpPartialSuccess(serializers.Serializer[Any]):
    rejectedSpans = serializers.CharField(help_text="a whole number, as text")
    errorMessage = serializers.CharField()


class OtlpAnswer(serializers.Serializer[Any]):
    """An ExportTraceServiceResponse. All is in where it has no `partialSuccess`."""

    partialSuccess = OtlpPartialSuccess(required=False)

    class Meta:
        may_lack = ("partialSuccess",)


_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FAILED = {
    (status, media_type): OpenApiResponse(schema, description)
    for status, description in _FAILURES.items()
    for media_type, schema in ((errors.MEDIA_TYPE, _PROBLEM), (PROTOBUF, OpenApiTypes.BINARY))
}


class OtlpTracesView(APIView):
    scopes = {"POST": "traces:write"}

    @extend_schema(
        operation_id="otlp_traces_create",
        request={JSON: OtlpTraces, PROTOBUF: OpenApiTypes.BINARY},
        responses={(200, JSON): OtlpAnswer, (200, PROTOBUF): OpenApiResponse(OpenApiTypes.BINARY), **_FAILED},
        examples=[OpenApiExample("one span", _EXAMPLE, request_only=True, media_type=JSON)],
    )
    def post(self, request: Request) -> HttpResponse:
        """Send spans: an ExportTraceServiceRequest of OTLP 1, in protobuf or in OTLP's JSON, plain or gzip, up to 20 MiB unpacked.

        The spans of one trace may come in several calls, in any order, and twice. 200 when they are in; `partialSuccess` counts those that
        cannot be stored. Send again after 429 and 503 only. The failure of a call in protobuf is a google.rpc.Status in protobuf.
        """
        encoding = encoding_of(request)
        decoded = encoding.decode(read_body(request))
        merged = merge(caller_of(request).project_id, decoded)
        count_items(request, len(decoded.spans) + len(decoded.rejections) - merged.rejected)
        return HttpResponse(encoding.answer(merged), content_type=encoding.media_type)

    def handle_exception(self, exc: Exception) -> Any:
        answer = super().handle_exception(exc)
        return _as_status(answer) if media_type_of(self.request) == PROTOBUF else answer


def _as_status(answer: Any) -> HttpResponseBase:
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-type"}
    return HttpResponse(failure(answer.data), status=answer.status_code, headers=headers, content_type=PROTOBUF)
