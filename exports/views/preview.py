"""A dry run of an export, over HTTP."""

from dataclasses import replace

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from exports import preview, rights
from exports.serializers.preview import PreviewRequestSerializer, PreviewSerializer
from exports.views import examples


class PreviewView(APIView):
    scopes = {"POST": ("exports:read", "exports:write")}

    @extend_schema(operation_id="exports_preview", request=PreviewRequestSerializer, responses=PreviewSerializer, examples=examples.PREVIEW)
    def post(self, request: Request) -> Response:
        """What an export of this body would be: rows, bytes, seconds, columns, and the first rows. Nothing is stored."""
        caller = caller_of(request)
        rights.check(caller.scopes, request.data)
        found = replace(preview.preview(caller.project_id, request.data), rows_limit=caller.limits.rows_per_export)
        return Response(PreviewSerializer(found).data)
