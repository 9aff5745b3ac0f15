"""A file as an answer: whole or a range of it, so that a download that was cut goes on where it ended, with flat memory."""

import os
from pathlib import Path
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header
from rest_framework.request import Request

from evalplatform.auditing.recording import record
from evalplatform.errors import DomainError
from exports import ranges, shipping
from exports.made import UNSHARED
from exports.models import ExportFile
from exports.sinks import local

MEDIA_TYPES = {
    ".gz": "application/gzip",
    ".jsonl": "application/x-ndjson",
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".zst": "application/zstd",
}
OTHER = "application/octet-stream"
FILE_TYPES = (*MEDIA_TYPES.values(), OTHER)
ANY_JSON = {"description": "any JSON value"}


class FileGone(DomainError):
    """The record of the file is there, but the file is not, or is another: somebody touched the server's disk."""

    status = 410


def sent(file: ExportFile, request: Request | HttpRequest) -> HttpResponseBase:
    """The file, or what of it `request` wants; its SHA-256 is the ETag. Raises FileGone and ranges.NotSatisfiable."""
    if file.location:  # at a destination: the store's own link, which knows ranges
        _record(file)
        return HttpResponseRedirect(shipping.link(file), headers={"Cache-Control": "no-store"})
    etag = f'"{file.sha256}"'
    # no-transform: a proxy that compresses on the way would make ranges meaningless
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache, no-transform"}
    opened = _opened(file)
    try:
        if ranges.is_known(request.headers, etag=etag):
            opened.close()
            return HttpResponse(status=304, headers=headers)
        headers["Content-Type"] = MEDIA_TYPES.get(Path(file.name).suffix, OTHER)
        headers["Content-Disposition"] = str(content_disposition_header(True, file.name))
        if request.method == "HEAD":  # Range is for GET only; and waitress would send a body that it is given
            opened.close()
            return HttpResponse(headers={**headers, "Content-Length": str(file.bytes)})
        part = ranges.wanted(request.headers, etag=etag, size=file.bytes)
        if part is None or part.first == 0:  # not each piece of one that goes on
            _record(file)
        return _streamed(opened, part, file.bytes, headers)
    except BaseException:
        opened.close()
        raise


def _record(file: ExportFile) -> None:
    record("export.downloaded", project_id=file.export.project_id, object_id=file.export_id, file=file.name)


def _opened(file: ExportFile) -> IO[bytes]:
    try:
        opened = (local.folder(file.export_id) / file.name).open("rb", buffering=0)
    except OSError:
        where = f"The file is not in the EXPORT_DIR of this machine: it was removed, or {UNSHARED}"
        raise FileGone("file_gone", f"{where}. Look after that, then request the export again.") from None
    if os.fstat(opened.fileno()).st_size != file.bytes:
        opened.close()
        raise FileGone("file_damaged", "The file on the server's disk is not what the export wrote. Request the export again.")
    return opened


def _streamed(opened: IO[bytes], part: ranges.Range | None, size: int, headers: dict[str, str]) -> HttpResponseBase:
    """From the range's first byte on. Up to the file's end the server may use sendfile; what ends before it is read through a window."""
    first, end = (part.first, part.end) if part else (0, size)
    opened.seek(first)
    stream = opened if end == size else _Window(opened, end - first)
    response = _Streamed(stream, status=206 if part else 200)
    for name, value in headers.items():
        response[name] = value
    response["Content-Length"] = str(end - first)
    if part:
        response["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return response


class _Streamed(FileResponse):
    block_size = 256 * 1024


class _Window:
    """The next `length` bytes of a file. Without seek and fileno, so that no server reads on to the file's end."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int) -> bytes:
        block = self._file.read(min(size, self._left))
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()
