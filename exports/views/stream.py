"""An export answered at once, over HTTP."""

from collections.abc import Iterable
from pathlib import Path

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from evalplatform.errors import DomainError
from evalplatform.projects.caller import caller_of, count_items
from exports import presence, rights, spec, stream_requests, streaming
from exports.compressors import COMPRESSORS
from exports.encoders import ENCODERS
from exports.views.sending import ANY_JSON, MEDIA_TYPES

_PARAMETERS = [
    OpenApiParameter("resource", str, required=True, description="traces, spans, scores …"),
    OpenApiParameter("filter", str, description="the filter language, as JSON"),
    OpenApiParameter("fields", str, description="names of fields, separated by commas or repeated; none is every field"),
    OpenApiParameter("exclude", str, description="names of fields, likewise"),
    OpenApiParameter("rename", str, description="an object of JSON: field to name in the file"),
    OpenApiParameter("format", str, enum=list(ENCODERS), description="jsonl when not given"),
    OpenApiParameter("compression", str, enum=list(COMPRESSORS), description="none when not given; zstd for parquet, inside"),
    OpenApiParameter("options", str, description="an object of JSON, as in POST /api/exports"),
]
_WHOLE = "the file, chunked; whole only if the last chunk has come, which HTTP clients check"
_RESPONSES = {
    (200, one): OpenApiResponse(ANY_JSON if one == "application/json" else OpenApiTypes.BINARY, _WHOLE) for one in MEDIA_TYPES.values()
}

_FAILURES = {
    409: OpenApiResponse(None, "`restored_rows`: ask the operator of the server"),
    422: OpenApiResponse(None, "`too_many_rows`: the caller's tier allows fewer"),
    505: OpenApiResponse(None, "`needs_http_1_1`: with HTTP/1.0 a stream that broke off would look whole"),
}


class NeedsHTTP11(DomainError):
    status = 505


class StreamView(APIView):
    scopes = {"GET": ("exports:read", "exports:write")}
    heavy = {"GET": "streams"}

    @extend_schema(operation_id="exports_stream", parameters=_PARAMETERS, responses={**_RESPONSES, **_FAILURES})
    def get(self, request: Request) -> HttpResponseBase:
        """The rows at once, as they are stored now, without a job: the keys of POST /api/exports as query parameters.

        The first rows come at once and memory stays flat. When something fails on the way, the connection breaks, so that a part is
        never taken for the whole. 503 `too_many_streams` when the server has no place for another one; 429 and 422 by the limits of the
        caller's tier.
        """
        if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
            detail = "With HTTP/1.0 a stream that broke off would look whole. Use HTTP/1.1 (nginx: proxy_http_version 1.1)."
            raise NeedsHTTP11("needs_http_1_1", detail)
        asked = spec.parse(stream_requests.body_of(request.query_params))
        rights.check_resource(caller_of(request).scopes, asked.resource)
        if request.method == "HEAD":
            return _response(streaming.name(asked), ())
        gone = presence.gone(request.META)
        answer = streaming.answer(asked, caller_of(request), gone=gone, ended=lambda rows: count_items(request, rows))
        return _response(answer.name, answer.body)


def _response(name: str, body: Iterable[bytes]) -> StreamingHttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",  # nginx would hold the first rows back
    }
    return StreamingHttpResponse(body, content_type=MEDIA_TYPES[Path(name).suffix], headers=headers)
