"""What proves an export whole: the question, and every file with its rows, bytes, SHA-256 and keys, signed. Written last.

It is made of facts that stand in the database, and holds no time of its own, so that a finalizer that runs again writes the same bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from django.db import connection

from exports import extent, signing
from exports.models import Export, ExportFile, Shard
from exports.sinks import local
from exports.spec import ExportSpec
from exports.verifying import MANIFEST, SIGNATURE, VERSION


def write(
    export: Export, asked: ExportSpec, files: Sequence[ExportFile], *, name_prefix: str, compiled: dict[str, Any] | None = None
) -> list[ExportFile]:
    """Write manifest and signature beside the finished `files`, which come in the order of their shards; their rows, not yet saved.

    `compiled` tells what became of the rows of a training export. Raises DomainError `signing_key`, and StorageFailed.
    """
    facts = _facts(export, asked, files, name_prefix=name_prefix)
    text = canonical(facts | {"compiled": compiled} if compiled else facts)
    return [_written(export, MANIFEST, text), _written(export, SIGNATURE, signing.sign(text))]


def canonical(facts: Any) -> bytes:
    """JSON in one form only: keys sorted, no blanks, UTF-8 without escapes where JSON does not need them, LF at the end."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _facts(export: Export, asked: ExportSpec, files: Sequence[ExportFile], *, name_prefix: str) -> dict[str, Any]:
    data, shards = [file for file in files if not file.companion], list(export.shards.order_by("number"))
    of_lines = [extent.Extent()] * len(data)  # the lines of a training file come from anywhere; its index of ids says from where
    keys = of_lines if asked.training else extent.of_files(export, asked, shards, files=len(data))
    return {
        "versions": {"manifest": VERSION, "evalplatform": _version(), "postgresql": _server_version()},
        "key_id": signing.key_id(),
        "export": str(export.id),
        "project": str(export.project_id),
        "name_prefix": name_prefix,
        "resource": export.resource,
        "request": export.request,
        "shape": asked.shape,
        "format": asked.format,
        "compression": asked.compression,
        "columns": [column.name for column in asked.columns],
        "cutoff": _utc(export.cutoff),
        "snapshot": export.snapshot,
        "window": export.window,
        "rows": sum(file.rows for file in data),
        "bytes": sum(file.bytes for file in data),
        "files": [_file(file, found) for file, found in zip(data, keys, strict=True)],
        "companions": [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in files if one.companion],
        "shards": list(_shards(shards)),
    }


def _file(file: ExportFile, keys: extent.Extent) -> dict[str, Any]:
    return {
        "name": file.name,
        "rows": file.rows,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "split": file.split,
        "first_key": keys.first and str(keys.first),
        "last_key": keys.last and str(keys.last),
    }


def _shards(shards: Iterable[Shard]) -> Iterable[dict[str, Any]]:
    """Each key range, PostgreSQL's own count of the rows that it sent, and the count of what was written."""
    for shard in shards:
        yield {
            "number": shard.number,
            "from_key": shard.first_key and str(shard.first_key),
            "before_key": shard.end_key and str(shard.end_key),
            "server_rows": shard.server_rows,
            "rows": shard.rows,
        }


def _written(export: Export, name: str, data: bytes) -> ExportFile:
    local.write(local.folder(export.id) / name, data)
    return ExportFile(export=export, name=name, companion=True, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return str(version)


def _version() -> str:
    try:
        return metadata.version("evalplatform")
    except metadata.PackageNotFoundError:
        return "unknown"
