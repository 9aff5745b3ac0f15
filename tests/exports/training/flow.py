"""Training exports from traces in the database to files on the disk."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from exports import jobs
from exports.models import Export, State
from exports.sinks import local

Drain = Callable[[], None]


@dataclass(frozen=True)
class Made:
    """A completed export, its lines by split, and its rejects."""

    export: Export
    lines: dict[str, list[Any]]
    rejects: list[Any]
    compiled: dict[str, Any]


def trace(number: int, *, question: str = "", answer: str = "", **more: Any) -> dict[str, Any]:
    asked = [{"role": "user", "content": question or f"What is {number} and {number}?"}]
    return {"external_id": f"t{number}", "input": asked, "output": answer or f"It is {2 * number}.", **more}


def score(name: str, value: float) -> dict[str, Any]:
    return {"name": name, "value": value}


def made(project: Project, drain: Drain, shape: str, traces: list[dict[str, Any]] | None = None, **body: Any) -> Made:
    if traces:
        store(project.id, traces)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "shape": shape, **body})
    drain()
    export.refresh_from_db()
    assert (export.state, export.error) == (State.COMPLETED, "")
    return Made(export, _lines(export), _read(export, "rejects.jsonl"), json.loads(_bytes(export, "manifest.json"))["compiled"])


def _lines(export: Export) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for file in export.files.filter(companion=False).order_by("name"):
        rows = _read(export, file.name)
        assert len(rows) == file.rows
        found.setdefault(str(file.split), []).extend(rows)
    return found


def _read(export: Export, name: str) -> list[Any]:
    text = _bytes(export, name)
    return [json.loads(line) for line in (gzip.decompress(text) if name.endswith(".gz") else text).splitlines()]


def _bytes(export: Export, name: str) -> bytes:
    return (local.folder(export.id) / name).read_bytes()
