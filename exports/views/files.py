"""The files of an export over HTTP."""

from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from evalplatform.errors import Conflict, DomainError, NotFound
from evalplatform.projects.caller import caller_of
from exports import jobs
from exports.models import ExportFile, State
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
