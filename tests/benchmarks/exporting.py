"""One export as a user asks for it over HTTP, and psql's \\copy of the very SELECT that it sent."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from exports import counting, source, spec
from exports.encoders import Copy, encoder_for
from exports.models import Export
from tests.benchmarks.loading import Loaded
from tests.benchmarks.stage import Stage

POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Run:
    """Seconds by PostgreSQL's clock: `seconds` from request to completed, `working` from the first shard's start on; of a stream
    `first_byte` from the request on, by the client's.
    """

    rows: int
    bytes: int
    seconds: float
    working: float
    first_byte: float | None = None


@dataclass(frozen=True)
class Question:
    """What psql needs to answer the same, and how many rows that are."""

    copy: Copy
    rows: int


def job(stage: Stage, loaded: Loaded, format: str, compression: str) -> tuple[Run, Question]:
    """Request, watch, and check one export of all traces of the project; its file is removed."""
    body = _completed(stage, loaded, {"format": format, "compression": compression})
    rows = sum(file["rows"] for file in body["files"])
    if rows != loaded.rows:
        raise RuntimeError(f"{rows} rows were exported of {loaded.rows}")
    question = Question(_copy_of(body["id"]), rows)
    return _removed(body, rows), question


def training_job(stage: Stage, loaded: Loaded, asked: dict[str, Any]) -> Run:
    """The same of training files; the rows are those that were read."""
    body = _completed(stage, loaded, asked)
    return _removed(body, body["progress"]["rows"])


def begun(stage: Stage, loaded: Loaded, asked: dict[str, Any]) -> Callable[[], bool]:
    """Request an export, and give what tells whether it still runs."""
    address = f"http://127.0.0.1:{stage.up.port}/api/exports"
    body = _ask(address, loaded.key, {"resource": "traces", **asked})
    return lambda: _ask(f"{address}/{body['id']}", loaded.key)["finished_at"] is None


def _completed(stage: Stage, loaded: Loaded, asked: dict[str, Any]) -> dict[str, Any]:
    address = f"http://127.0.0.1:{stage.up.port}/api/exports"
    body = _ask(address, loaded.key, {"resource": "traces", **asked})
    while not body["finished_at"]:
        time.sleep(POLL_SECONDS)
        body = _ask(f"{address}/{body['id']}", loaded.key)
    if body["state"] != "completed":
        raise RuntimeError(f"the export is {body['state']}: {body['error']}")
    return body


def _removed(body: dict[str, Any], rows: int) -> Run:
    shutil.rmtree(Path(settings.EXPORT_DIR) / body["id"], ignore_errors=True)  # the worker may be at it too
    asked, began, ended = (datetime.fromisoformat(body[name]) for name in ("created_at", "started_at", "finished_at"))
    size = sum(file["bytes"] for file in body["files"])
    return Run(rows, size, (ended - asked).total_seconds(), (ended - began).total_seconds())


def stream(stage: Stage, loaded: Loaded, format: str, compression: str) -> Run:
    """The same rows at once, by curl into a file; counted afterwards."""
    target, query = stage.directory / "stream.out", f"resource=traces&format={format}&compression={compression}"
    address = f"http://127.0.0.1:{stage.up.port}/api/exports/stream?{query}"
    figures = "%{http_code} %{time_starttransfer} %{time_total}"
    command = ["curl", "-s", "-H", f"Authorization: Api-Key {loaded.key}", "-o", str(target), "-w", figures, address]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    status, first_byte, seconds = done.stdout.split()
    with target.open("rb") as file:
        rows = counting.rows(target, file, format=format, compression=compression)
    if (status, rows) != ("200", loaded.rows):
        raise RuntimeError(f"the stream answered {status} and {rows} rows of {loaded.rows}")
    size = target.stat().st_size
    target.unlink()
    return Run(rows, size, float(seconds), float(seconds), float(first_byte))


def psql(stage: Stage, question: Question) -> Run:
    """The same SELECT with the same options, from psql into a file on the same disk."""
    target = stage.directory / "psql.out"
    connection.ensure_connection()
    select = psycopg.ClientCursor(connection.connection).mogrify(question.copy.select, question.copy.parameters)
    seconds, said = stage.psql(f"\\copy ({' '.join(select.splitlines())}) TO '{target}' ({question.copy.options})\n")
    size = target.stat().st_size
    target.unlink()
    rows = int(said.removeprefix("COPY"))
    if rows != question.rows:
        raise RuntimeError(f"psql gave {rows} rows of {question.rows}")
    return Run(rows, size, seconds, seconds)


def _copy_of(export_id: str) -> Copy:
    """The COPY of the whole export, as its shards sent it."""
    export = Export.objects.get(id=export_id)
    asked = spec.parse(export.request)
    found = source.rows(asked, export.project_id, snapshot=export.snapshot)
    return encoder_for(asked.format, asked.columns, formula_guard=asked.formula_guard).copy(found)


def _ask(address: str, key: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Api-Key {key}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data=data, headers=headers), timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
