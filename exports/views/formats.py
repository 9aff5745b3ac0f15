"""All there is to choose, over HTTP."""

import hashlib

import orjson
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from exports import formats
from exports.serializers.formats import FormatsSerializer

FRESH_SECONDS = 300


class FormatsView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(
        operation_id="exports_formats",
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="an ETag; 304 when nothing has changed")],
        responses=FormatsSerializer,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Resources with their fields, formats, compressions, options and limits: everything that a client can choose from."""
        body = orjson.dumps(formats.document())
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": f"private, max-age={FRESH_SECONDS}"}
        whole = HttpResponse(body, content_type="application/json", headers=headers)
        return get_conditional_response(request._request, etag=etag, response=whole) or whole
