"""Operations of `exports`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Literal, Required, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.exports import ExportLinks, ExportLinksRequest, Formats, Preview, PreviewRequest, RemovedRows
from evalplatform_sdk.models.shared import Export, ExportRequest
from evalplatform_sdk.server import Server


class ExportsListQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    stale: bool
    total: Literal["estimate"]


class ExportsStreamPiecesQuery(TypedDict, total=False):
    compression: Literal["gzip", "none", "zstd"]
    exclude: str | Sequence[str]
    fields: str | Sequence[str]
    filter: str | Mapping[str, Any]
    format: Literal["csv", "json", "jsonl", "parquet"]
    options: str | Mapping[str, Any]
    rename: str | Mapping[str, Any]
    resource: Required[str]


class ExportsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[ExportsListQuery]) -> Iterator[Export]:
        """The project's exports, newest first.

        `GET /api/exports`
        """
        return self._server.rows("/api/exports", query=query)

    def create(self, body: ExportRequest, *, idempotency_key: str | None = None) -> Export:
        """Request an export.

        `POST /api/exports`
        """
        return self._server.done(Call("POST", "/api/exports", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Export:
        """State and progress of one export.

        `GET /api/exports/{id}`
        """
        return self._server.done(Call("GET", f"/api/exports/{part(id)}"))

    def cancel(self, id: str, *, idempotency_key: str | None = None) -> Export:
        """End a running export now and remove what it wrote.

        `POST /api/exports/{id}/cancel`
        """
        return self._server.done(Call("POST", f"/api/exports/{part(id)}/cancel", headers=keyed(idempotency_key)))

    def download_pieces(self, id: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The export's only data file.

        `GET /api/exports/{id}/download`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/download", headers=headers or {}))

    def events_pieces(self, id: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The export as it goes on, every second.

        `GET /api/exports/{id}/events`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/events", headers=headers or {}))

    def file_pieces(self, id: str, name: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """One file of an export, by its name.

        `GET /api/exports/{id}/files/{name}`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/files/{part(name)}", headers=headers or {}))

    def links(self, id: str, body: ExportLinksRequest | None = None, *, idempotency_key: str | None = None) -> ExportLinks:
        """Links to files that work for a short time without a key, and only as long as the key that asked may read exports.

        `POST /api/exports/{id}/links`
        """
        return self._server.done(Call("POST", f"/api/exports/{part(id)}/links", body=body, headers=keyed(idempotency_key)))

    def manifest(self, id: str) -> Any:
        """`manifest.json`.

        `GET /api/exports/{id}/manifest`
        """
        return self._server.done(Call("GET", f"/api/exports/{part(id)}/manifest"))

    def rejects_pieces(self, id: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """`rejects.jsonl` of a training export.

        `GET /api/exports/{id}/rejects`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/rejects", headers=headers or {}))

    def removed(self, id: str) -> RemovedRows:
        """What stands in the files of this export and was deleted since.

        `GET /api/exports/{id}/removed`
        """
        return self._server.done(Call("GET", f"/api/exports/{part(id)}/removed"))

    def retry(self, id: str, *, idempotency_key: str | None = None) -> Export:
        """Run an export again that failed or was cancelled.

        `POST /api/exports/{id}/retry`
        """
        return self._server.done(Call("POST", f"/api/exports/{part(id)}/retry", headers=keyed(idempotency_key)))

    def formats(self) -> Formats:
        """Resources with their fields, formats, compressions, options and limits.

        `GET /api/exports/formats`
        """
        return self._server.done(Call("GET", "/api/exports/formats"))

    def link_pieces(self, token: str, name: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The file that a signed link opens.

        `GET /api/exports/links/{token}/{name}`
        """
        return self._server.pieces(Call("GET", f"/api/exports/links/{part(token)}/{part(name)}", headers=headers or {}))

    def preview(self, body: PreviewRequest, *, idempotency_key: str | None = None) -> Preview:
        """What an export of this body would be.

        `POST /api/exports/preview`
        """
        return self._server.done(Call("POST", "/api/exports/preview", body=body, headers=keyed(idempotency_key)))

    def stream_pieces(self, *, headers: Mapping[str, str] | None = None, **query: Unpack[ExportsStreamPiecesQuery]) -> Iterator[bytes]:
        """The rows at once, as they are stored now, without a job.

        `GET /api/exports/stream`
        """
        return self._server.pieces(Call("GET", "/api/exports/stream", query=query, headers=headers or {}))


class AsyncExportsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[ExportsListQuery]) -> AsyncIterator[Export]:
        """The project's exports, newest first.

        `GET /api/exports`
        """
        return self._server.rows("/api/exports", query=query)

    async def create(self, body: ExportRequest, *, idempotency_key: str | None = None) -> Export:
        """Request an export.

        `POST /api/exports`
        """
        return await self._server.done(Call("POST", "/api/exports", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Export:
        """State and progress of one export.

        `GET /api/exports/{id}`
        """
        return await self._server.done(Call("GET", f"/api/exports/{part(id)}"))

    async def cancel(self, id: str, *, idempotency_key: str | None = None) -> Export:
        """End a running export now and remove what it wrote.

        `POST /api/exports/{id}/cancel`
        """
        return await self._server.done(Call("POST", f"/api/exports/{part(id)}/cancel", headers=keyed(idempotency_key)))

    def download_pieces(self, id: str, *, headers: Mapping[str, str] | None = None) -> AsyncIterator[bytes]:
        """The export's only data file.

        `GET /api/exports/{id}/download`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/download", headers=headers or {}))

    def events_pieces(self, id: str, *, headers: Mapping[str, str] | None = None) -> AsyncIterator[bytes]:
        """The export as it goes on, every second.

        `GET /api/exports/{id}/events`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/events", headers=headers or {}))

    def file_pieces(self, id: str, name: str, *, headers: Mapping[str, str] | None = None) -> AsyncIterator[bytes]:
        """One file of an export, by its name.

        `GET /api/exports/{id}/files/{name}`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/files/{part(name)}", headers=headers or {}))

    async def links(self, id: str, body: ExportLinksRequest | None = None, *, idempotency_key: str | None = None) -> ExportLinks:
        """Links to files that work for a short time without a key, and only as long as the key that asked may read exports.

        `POST /api/exports/{id}/links`
        """
        return await self._server.done(Call("POST", f"/api/exports/{part(id)}/links", body=body, headers=keyed(idempotency_key)))

    async def manifest(self, id: str) -> Any:
        """`manifest.json`.

        `GET /api/exports/{id}/manifest`
        """
        return await self._server.done(Call("GET", f"/api/exports/{part(id)}/manifest"))

    def rejects_pieces(self, id: str, *, headers: Mapping[str, str] | None = None) -> AsyncIterator[bytes]:
        """`rejects.jsonl` of a training export.

        `GET /api/exports/{id}/rejects`
        """
        return self._server.pieces(Call("GET", f"/api/exports/{part(id)}/rejects", headers=headers or {}))

    async def removed(self, id: str) -> RemovedRows:
        """What stands in the files of this export and was deleted since.

        `GET /api/exports/{id}/removed`
        """
        return await self._server.done(Call("GET", f"/api/exports/{part(id)}/removed"))

    async def retry(self, id: str, *, idempotency_key: str | None = None) -> Export:
        """Run an export again that failed or was cancelled.

        `POST /api/exports/{id}/retry`
        """
        return await self._server.done(Call("POST", f"/api/exports/{part(id)}/retry", headers=keyed(idempotency_key)))

    async def formats(self) -> Formats:
        """Resources with their fields, formats, compressions, options and limits.

        `GET /api/exports/formats`
        """
        return await self._server.done(Call("GET", "/api/exports/formats"))

    def link_pieces(self, token: str, name: str, *, headers: Mapping[str, str] | None = None) -> AsyncIterator[bytes]:
        """The file that a signed link opens.

        `GET /api/exports/links/{token}/{name}`
        """
        return self._server.pieces(Call("GET", f"/api/exports/links/{part(token)}/{part(name)}", headers=headers or {}))

    async def preview(self, body: PreviewRequest, *, idempotency_key: str | None = None) -> Preview:
        """What an export of this body would be.

        `POST /api/exports/preview`
        """
        return await self._server.done(Call("POST", "/api/exports/preview", body=body, headers=keyed(idempotency_key)))

    def stream_pieces(self, *, headers: Mapping[str, str] | None = None, **query: Unpack[ExportsStreamPiecesQuery]) -> AsyncIterator[bytes]:
        """The rows at once, as they are stored now, without a job.

        `GET /api/exports/stream`
        """
        return self._server.pieces(Call("GET", "/api/exports/stream", query=query, headers=headers or {}))
