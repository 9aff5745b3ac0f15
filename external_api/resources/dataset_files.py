"""A file of examples in a request: as the body itself or as the file of a form, and what the query says of it."""

import io
from collections.abc import Mapping
from typing import IO, Any, BinaryIO, NamedTuple

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.datasets.changing import Asked
from evalplatform.evaluations.datasets.files.columns import CELLS, OTHERS, Columns
from evalplatform.evaluations.datasets.files.loading import READERS, File, format_of
from evalplatform.evaluations.datasets.publishing import MAX_NOTE
from evalplatform.evaluations.datasets.rows import FIELDS
from evalplatform.evaluations.reading import Reader
from external_api.limits import body_limit
from external_api.parsers import read_body

FORMATS = {
    "application/jsonl": "jsonl",
    "application/x-jsonl": "jsonl",
    "application/jsonlines": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
}
MAX_COLUMN_NAME = 500
_FORM = "multipart/form-data"
_WORDS = {"true": True, "false": False}


class Sent(NamedTuple):
    """`name` is the file's own, where it has one."""

    source: BinaryIO
    media_type: str
    name: str


class FileParser(BaseParser):
    """Reads at most INGEST_MAX_BYTES, or fewer by the caller's tier, and of a form the one file that it has."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        request = (parser_context or {}).get("request")
        encoding = request.headers.get("Content-Encoding", "identity") if request else "identity"
        limit, whose = body_limit(request, settings.INGEST_MAX_BYTES)
        advice = "Send it in parts, or load it on the server with `manage.py load_dataset`."
        body = read_body(stream, encoding, limit=limit, advice=advice, whose=whose)
        said = (media_type or "").strip()
        if _plain(said) == _FORM:
            return _file_of_form(body, said)
        return Sent(io.BytesIO(body), _plain(said), "")


class _InMemory(MemoryFileUploadHandler):
    def handle_raw_input(self, *args: Any, **options: Any) -> None:
        """Whatever its size, which is bounded: on the disk it would outlive a request that fails."""
        self.activated = True


def asked_of(request: Request, limit: int) -> tuple[File, Asked]:
    """The file, and what to do with it. Raises InvalidInput, and UnsupportedMediaType when nothing tells its format."""
    sent: Any = request.data
    if not isinstance(sent, Sent):
        raise ParseError("The body is empty. Send a file.", code="no_items")
    reader = Reader(_parameters(request))
    columns = Columns(
        names={name: column for name in sorted(FIELDS) if (column := reader.text(name, most=MAX_COLUMN_NAME))},
        others=_choice(reader, "others", OTHERS) or OTHERS[0],
        cells=_choice(reader, "cells", CELLS) or CELLS[0],
    )
    format = _choice(reader, "format", tuple(READERS)) or FORMATS.get(sent.media_type) or format_of(sent.name)
    asked = Asked(
        replace=_flag(reader, "replace", default=False),
        publish=_flag(reader, "publish", default=True),
        note=reader.text("note", most=MAX_NOTE),
    )
    reader.refuse_unknown()
    if reader.problems:
        raise InvalidInput(*reader.problems, code="invalid_parameter")
    if format is None:
        known = f"Send one of {', '.join(FORMATS)} as the Content-Type, or say `format` in the query: {', '.join(READERS)}."
        raise UnsupportedMediaType(sent.media_type[:100], f"Nothing tells what kind of file this is. {known}")
    return File(sent.source, format, columns, limit), asked


def _parameters(request: Request) -> dict[str, Any]:
    twice = [name for name, values in request.query_params.lists() if len(values) > 1]
    if twice:
        raise InvalidInput(Problem(f"/{twice[0]}", "This parameter is given more than once."), code="invalid_parameter")
    return dict(request.query_params.items())


def _choice(reader: Reader, key: str, choices: tuple[str, ...]) -> str | None:
    value = reader.get(key)
    if value is not None and value not in choices:
        reader.refuse(key, f"{key} is one of {', '.join(choices)}.", "choice")
    return value if value in choices else None


def _flag(reader: Reader, key: str, *, default: bool) -> bool:
    value = reader.get(key)
    if value is not None and value not in _WORDS:
        reader.refuse(key, f"{key} is true or false.", "wrong_type")
    return _WORDS.get(value, default)


def _plain(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _file_of_form(body: bytes, media_type: str) -> Sent:
    meta = {"CONTENT_TYPE": media_type, "CONTENT_LENGTH": len(body)}
    try:
        fields, found = MultiPartParser(meta, io.BytesIO(body), [_InMemory()], "utf-8").parse()
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise ParseError(f"The form cannot be read: {error}", code="bad_request") from None
    sent = [file for _, files in found.lists() for file in files]
    if len(sent) != 1 or fields:
        said = f"The form has {len(sent)} files and {len(fields)} other fields. Send one file, and all else in the query."
        raise InvalidInput(Problem("", said), code="invalid")
    (file,) = sent
    return Sent(file.file, _plain(file.content_type or ""), file.name or "")
