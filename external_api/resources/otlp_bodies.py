"""Bodies of OTLP/HTTP: read within their limit, decoded, and answered in the encoding in which they came.

OTLP wants an answer in the request's own content type: a failure as google.rpc.Status. In protobuf that is what we send. The JSON of a
failure is our problem+json, as everywhere: it says more, and senders go by the HTTP status alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any

import orjson
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTracePartialSuccess, ExportTraceServiceResponse
from opentelemetry.proto.trace.v1.trace_pb2 import Status
from rest_framework.exceptions import APIException, UnsupportedMediaType
from rest_framework.request import Request

from evalplatform.tracing.otlp import from_json, from_protobuf
from evalplatform.tracing.otlp.merge import Merged
from evalplatform.tracing.otlp.received import Decoded
from external_api import limits, parsers

MAX_BYTES = 20 * 1024 * 1024
PROTOBUF = "application/x-protobuf"
JSON = "application/json"


class LengthRequired(APIException):
    status_code = 411
    default_code = "length_required"
    default_detail = "This server cannot read a body without Content-Length. Send one."


@dataclass(frozen=True)
class Encoding:
    """How spans are written in a content type: `decode` reads a body, `answer` writes what became of it."""

    media_type: str
    decode: Callable[[bytes], Decoded]
    answer: Callable[[Merged], bytes]


def encoding_of(request: Request) -> Encoding:
    """By the content type. Raises UnsupportedMediaType."""
    if found := ENCODINGS.get(media_type_of(request)):
        return found
    raise UnsupportedMediaType(media_type_of(request)[:100], f"Send {' or '.join(ENCODINGS)}.")


def media_type_of(request: Request) -> str:
    return str(request.content_type).partition(";")[0].strip().lower()


def read_body(request: Request) -> bytes:
    """The body, unpacked. Raises the failure to answer with when it is too large or cannot be read."""
    packing = request.headers.get("Content-Encoding", "identity")
    limit, whose = limits.body_limit(request, MAX_BYTES)
    return parsers.read_body(_stream(request), packing, limit=limit, advice="Send fewer spans at once.", whose=whose)


def _stream(request: Request) -> IO[bytes]:
    """Django takes a body without a length for an empty one. JavaScript's sender, when it packs, sends such: in chunks."""
    meta = request.META
    if meta.get("CONTENT_LENGTH") or not meta.get("HTTP_TRANSFER_ENCODING"):
        return request._request  # type: ignore[return-value]  # an HttpRequest reads as a file
    if meta.get("wsgi.input_terminated"):
        return meta["wsgi.input"]  # type: ignore[no-any-return]
    raise LengthRequired


def failure(problem: Mapping[str, Any]) -> bytes:
    """A problem as a google.rpc.Status in protobuf: a message, whose number 2 it shares with the status of spans, so that one serves."""
    return Status(message=f"{problem['detail']} [{problem['code']}, request {problem['request_id']}]").SerializeToString()


def _in_protobuf(merged: Merged) -> bytes:
    answer = ExportTraceServiceResponse()
    if merged.rejected:
        answer.partial_success.CopyFrom(ExportTracePartialSuccess(rejected_spans=merged.rejected, error_message=merged.message))
    return answer.SerializeToString()


def _in_json(merged: Merged) -> bytes:
    """A 64-bit integer is a text in protobuf's JSON."""
    partial = {"rejectedSpans": str(merged.rejected), "errorMessage": merged.message}
    return orjson.dumps({"partialSuccess": partial} if merged.rejected else {})


ENCODINGS: Mapping[str, Encoding] = MappingProxyType(
    {
        PROTOBUF: Encoding(PROTOBUF, from_protobuf.decode, _in_protobuf),
        JSON: Encoding(JSON, from_json.decode, _in_json),
    }
)
