"""Exports over HTTP: ask, watch, cancel, download."""

from uuid import UUID

from django.http import FileResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import Conflict, DomainError, NotFound
from evalplatform.projects.caller import caller_of
from exports import jobs
from exports.models import Export, ExportFile, State
from exports.serializers import ExportRequestSerializer, ExportSerializer
from exports.sinks import local

_MEDIA_TYPES = {
    ".gz": "application/gzip",
    ".jsonl": "application/x-ndjson",
    ".csv": "text/csv",
    ".json": "application/json",
    ".zst": "application/zstd",
}


class FileGone(DomainError):
    """The record of the file is there, but the file is not: somebody deleted it from the server's disk."""

    status = 410


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
        export = jobs.request_export(project_id=caller.project_id, body=request.data, user_id=caller.user_id, key_prefix=caller.key_prefix)
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


class DownloadView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_download", responses={200: OpenApiResponse(OpenApiTypes.BINARY, "the file")})
    def get(self, request: Request, id: UUID) -> FileResponse:
        """The export's only data file; 409 while it is not complete."""
        export = jobs.find(caller_of(request).project_id, id)
        if export.state != State.COMPLETED:
            raise Conflict("not_complete", f"The export is {export.state}; its file can be had once it is completed.")
        return sent(export.files.get(companion=False))


class FileView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_file", responses={200: OpenApiResponse(OpenApiTypes.BINARY, "the file")})
    def get(self, request: Request, id: UUID, name: str) -> FileResponse:
        """One file of an export, by its name."""
        export = jobs.find(caller_of(request).project_id, id)
        file = export.files.filter(name=name).first()
        if file is None:
            raise NotFound("The export has no file of that name.")
        return sent(file)


def sent(file: ExportFile) -> FileResponse:
    """The file as a download; its SHA-256 is the ETag. Raises FileGone."""
    path = local.folder(file.export_id) / file.name
    try:
        opened = path.open("rb")
    except OSError:
        raise FileGone("file_gone", "The file is no longer on the server's disk. Request the export again.") from None
    response = FileResponse(opened, as_attachment=True, filename=file.name, content_type=_MEDIA_TYPES[path.suffix])
    response["ETag"] = f'"{file.sha256}"'
    return response


def _shown(request: Request, export: Export) -> Response:
    return Response(ExportSerializer(export, context={"request": request}).data)
