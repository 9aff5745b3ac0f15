"""What a client sees of a running server, and data to put in it."""

import json
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import environ
import psycopg

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up

LEASE_SECONDS = 3
SETTINGS = {"EXPORT_LEASE_SECONDS": str(LEASE_SECONDS)}
_PROJECT = """
from evalplatform.projects.models import Project
from external_api.keys import create_key
from external_api.scopes import SCOPES
print(create_key(project=Project.objects.get_or_create(slug="flow", name="Flow")[0], name="flow", scopes=tuple(SCOPES)))
"""
_TRACES = """
INSERT INTO tracing_trace (id, project_id, external_id, input, output, content_hash)
SELECT uuidv7(), id, 'flow-' || n, to_json(repeat(md5(n::text), 40)), to_json(n), '' FROM projects_project, generate_series(1, %s) n
"""


class Away(Exception):
    """The server cannot answer now; later it may."""


@dataclass
class Client:
    """Calls one server with one key."""

    up: Up
    key: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Api-Key {self.key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.up.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            if error.code == 503:
                raise Away from error
            raise AssertionError(error.read()) from error

    def export(self, **body: Any) -> str:
        return str(self.call("POST", "/api/exports", {"resource": "traces", **body})["id"])

    def finished(self, export: str, *, seconds: float) -> dict[str, Any]:
        """The export when it has ended; fails when it has not after `seconds`."""
        until = time.monotonic() + seconds
        now: dict[str, Any] = {}
        while time.monotonic() < until:
            with suppress(Away, ConnectionError):
                now = self.call("GET", f"/api/exports/{export}")
                if now["finished_at"]:
                    return now
            time.sleep(0.1)
        raise AssertionError(f"not finished after {seconds} s: {now}\n{self.up.said_since()}")

    def in_mid_stream(self, export: str) -> None:
        """Return as soon as a part of the file is on the disk."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if any(part.stat().st_size for part in self.folder(export).glob("parts/*.partial")):
                return
            time.sleep(0.002)
        raise AssertionError("the export never wrote anything")

    def folder(self, export: str) -> Path:
        return self.up.data_dir / "exports" / export


def add_traces(up: Up, count: int) -> None:
    url = up.environment.get("DATABASE_URL")
    where = environ.Env.db_url_config(url) if url else embedded.database(up.data_dir)
    with psycopg.connect(host=where["HOST"], dbname=where["NAME"], user=where["USER"], autocommit=True) as connected:
        connected.execute(_TRACES, [count])
        connected.execute("VACUUM ANALYZE tracing_trace")


def client_of(up: Up) -> Client:
    made = up.manage("shell", "-v0", "-c", _PROJECT)
    assert made.returncode == 0, made.stderr
    return Client(up, made.stdout.strip())
