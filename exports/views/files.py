"""The files of an export over HTTP: by key, and by signed link."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from evalplatform.auditing.recording import record
from evalplatform.errors import Conflict, NotFound
from evalplatform.projects.caller import caller_of
from exports import jobs, links
from exports.models import Export, ExportFile
from exports.serializers.links import ExportLinksRequestSerializer, ExportLinksSerializer
from exports.spec import REJECTS
from exports.verifying import MANIFEST
from exports.views import examples
from exports.views.sending import ANY_JSON, FILE_TYPES, sent

_PARAMETERS = [
    OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="one range of bytes, such as `bytes=1000-`"),
    OpenApiParameter("If-Range", str, OpenApiParameter.HEADER, description="the ETag that the range belongs to; else the whole file comes"),
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="an ETag; 304 when the file is still that one"),
]
_DEAD = {
    409: OpenApiResponse(None, "`not_complete`: the export has not ended, or not well; `many_files`, `no_download`: see docs/errors.md"),
    410: OpenApiResponse(None, "`expired`: its time is over; `file_gone`, `file_damaged`: somebody touched the server's disk"),
}


def _responses(*media_types: str) -> dict[Any, OpenApiResponse]:
    """Of a file that is of one of these types."""
    bytes_of = [(one, ANY_JSON if one == "application/json" else OpenApiTypes.BINARY) for one in media_types]
    return {
        **{(200, one): OpenApiResponse(held, "the file; its SHA-256 is the ETag") for one, held in bytes_of},
        **{(206, one): OpenApiResponse(held, "the range; Content-Range says which") for one, held in bytes_of},
        302: OpenApiResponse(None, "the file lies at the export's destination, and `Location` is a link to it"),
        304: OpenApiResponse(None, "the file is what the caller has"),
        **_DEAD,
        416: OpenApiResponse(None, "the range begins after the end; Content-Range says how long the file is"),
    }


_ANY_FILE = _responses(*FILE_TYPES)


class DownloadView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_download", parameters=_PARAMETERS, responses=_ANY_FILE)
    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """The export's only data file. HEAD and ranges work, so a download that was cut goes on where it ended."""
        data = list(_ready(request, id).files.filter(companion=False)[:2])
        if len(data) != 1:
            raise Conflict("many_files", "The export has many files: GET each by the `url` that it has in `files`.")
        return sent(data[0], request)


class FileView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_file", parameters=_PARAMETERS, responses=_ANY_FILE)
    def get(self, request: Request, id: UUID, name: str) -> HttpResponseBase:
        """One file of an export, by its name."""
        return sent(_named(_ready(request, id), name), request)


class ManifestView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_manifest", parameters=_PARAMETERS, responses=_responses("application/json"))
    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """`manifest.json`: the question and every file with rows, bytes, SHA-256 and keys; its signature is `files/manifest.json.sig`."""
        return sent(_named(_ready(request, id), MANIFEST), request)


class RejectsView(APIView):
    scopes = {"GET": "exports:read"}

    @extend_schema(operation_id="exports_rejects", parameters=_PARAMETERS, responses=_responses("application/x-ndjson"))
    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """`rejects.jsonl` of a training export: each row that was kept out, with the rule that it breaks, where, and why."""
        return sent(_named(_ready(request, id), REJECTS), request)


class LinksView(APIView):
    scopes = {"POST": links.SCOPE}

    @extend_schema(
        operation_id="exports_links",
        request=ExportLinksRequestSerializer,
        responses={**_DEAD, 200: ExportLinksSerializer},
        examples=examples.LINKS,
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Links to files that work for a short time without a key, and only as long as the key that asked may read exports."""
        asked = ExportLinksRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        export, caller = _ready(request, id), caller_of(request)
        made = links.links_to(_chosen(export, asked.validated_data["names"]), links.Holder(caller.key_prefix, caller.user_id))
        record("export.link_made", project_id=export.project_id, object_id=export.id, files=[one.name for one in made])
        answer = [
            {"name": link.name, "url": reverse("export-link", args=[link.token, link.name], request=request), "expires_at": link.expires_at}
            for link in made
        ]
        return Response(ExportLinksSerializer({"links": answer}).data)


class LinkView(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(operation_id="exports_link", parameters=_PARAMETERS, responses=_ANY_FILE)
    def get(self, request: Request, token: str, name: str) -> HttpResponseBase:
        """The file that a signed link opens. No key is needed; 410 `link_expired` or `link_revoked` when the link is dead."""
        file = links.opened(token, name)
        jobs.check_downloadable(file.export)
        return sent(file, request)


def _ready(request: Request, id: UUID) -> Export:
    export = jobs.find(caller_of(request).project_id, id)
    jobs.check_downloadable(export)
    return export


def _named(export: Export, name: str) -> ExportFile:
    file = export.files.filter(name=name).first()
    if file is None:
        raise NotFound("The export has no file of that name.")
    return file


def _chosen(export: Export, names: list[str]) -> list[ExportFile]:
    """The files of these names, or without names all."""
    if not names:
        return list(export.files.all())
    found = {file.name: file for file in export.files.filter(name__in=names)}
    if unknown := [name for name in names if name not in found]:
        raise NotFound(f"The export has no file named {unknown[0]!r}.")
    return [found[name] for name in names]
