"""Exports over HTTP: ask, watch, cancel, retry."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.projects.caller import caller_of
from exports import jobs, progress, retrying, rights
from exports.models import Export
from exports.serializers.exports import ExportRequestSerializer, ExportSerializer
from exports.views import examples


class ExportsView(GenericAPIView[Export]):
    scopes = {"GET": "exports:read", "POST": "exports:write"}
    heavy = {"POST": "exports"}
    serializer_class = ExportSerializer
    parameters = ("stale",)

    @extend_schema(operation_id="exports_list", parameters=[OpenApiParameter("stale", bool)], responses=ExportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The project's exports, newest first; with `stale=true` those that hold something that was deleted since."""
        found = Export.objects.filter(project_id=caller_of(request).project_id).prefetch_related("files")
        if request.query_params.get("stale") is not None:
            found = found.filter(stale_at__isnull=not _flag(request, "stale"))
        page = self.paginate_queryset(progress.with_progress(found))
        return self.get_paginated_response(ExportSerializer(page or [], many=True, context={"request": request}).data)

    @extend_schema(
        operation_id="exports_create", request=ExportRequestSerializer, responses={202: ExportSerializer}, examples=examples.EXPORT
    )
    def post(self, request: Request) -> Response:
        """Request an export. It holds the rows that are stored at this moment; follow `Location` to watch it."""
        caller = caller_of(request)
        rights.check(caller.scopes, request.data)
        export = jobs.request_export(
            project_id=caller.project_id,
            body=request.data,
            user_id=caller.user_id,
            key_prefix=caller.key_prefix,
            limits=caller.limits,
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


class RetryView(APIView):
    scopes = {"POST": "exports:write"}
    heavy = {"POST": "exports"}

    @extend_schema(operation_id="exports_retry", request=None, responses={202: ExportSerializer})
    def post(self, request: Request, id: UUID) -> Response:
        """Run an export again that failed or was cancelled: the same question about the same moment; 409 for any other."""
        caller = caller_of(request)
        export = jobs.find(caller.project_id, id)
        rights.check(caller.scopes, export.request)
        answer = _shown(request, retrying.retry(export))
        answer.status_code, answer["Location"] = 202, reverse("export", args=[export.id])
        return answer


def _flag(request: Request, name: str) -> bool:
    value = request.query_params[name]
    if value not in ("true", "false"):
        raise InvalidInput(Problem(f"/{name}", f"{name} is true or false.", "wrong_type"))
    return value == "true"


def _shown(request: Request, export: Export) -> Response:
    return Response(ExportSerializer(export, context={"request": request}).data)
