"""Exports over HTTP: ask, watch, cancel."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.projects.caller import caller_of
from exports import destinations, jobs
from exports.models import Export
from exports.serializers.exports import ExportRequestSerializer, ExportSerializer


class ExportsView(GenericAPIView[Export]):
    scopes = {"GET": "exports:read", "POST": "exports:write"}
    serializer_class = ExportSerializer

    @extend_schema(operation_id="exports_list", responses=ExportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The project's exports, newest first."""
        page = self.paginate_queryset(Export.objects.filter(project_id=caller_of(request).project_id))
        return self.get_paginated_response(ExportSerializer(page or [], many=True, context={"request": request}).data)

    @extend_schema(operation_id="exports_create", request=ExportRequestSerializer, responses={202: ExportSerializer})
    def post(self, request: Request) -> Response:
        """Request an export. It holds the rows that are stored at this moment; follow `Location` to watch it."""
        caller = caller_of(request)
        destinations.check_scope(caller.scopes, request.data)
        export = jobs.request_export(
            project_id=caller.project_id,
            body=request.data,
            user_id=caller.user_id,
            key_prefix=caller.key_prefix,
            running_limit=caller.running_exports,
        )
        body = ExportSerializer(export, context={"request": request}).data
        return Response(body, status=202, headers={"Location": reverse("export", args=[export.id])})


class ExportView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_retrieve", responses=ExportSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """State and progress of one export."""
        return _shown(request, jobs.find(caller_of(request).project_id, id))


class CancelView(APIView):
    scopes = {"POST": "exports:write"}

    @extend_schema(operation_id="exports_cancel", request=None, responses=ExportSerializer)
    def post(self, request: Request, id: UUID) -> Response:
        """End a running export now and remove what it wrote; 409 when it has ended already."""
        return _shown(request, jobs.cancel(jobs.find(caller_of(request).project_id, id)))


def _shown(request: Request, export: Export) -> Response:
    return Response(ExportSerializer(export, context={"request": request}).data)
