import json
import shlex
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import OutputWrapper

from evalplatform.management.demo import first_export, login, run_demo_export
from evalplatform.projects.models import Project
from exports.jobs import request_export

pytestmark = pytest.mark.django_db

FILE: dict[str, Any] = {
    "name": "traces.jsonl.gz",
    "rows": 40,
    "bytes": 2_500_000,
    "sha256": "ab" * 32,
    "url": "http://127.0.0.1/traces.jsonl.gz",
}


def body(state: str, rows: int, **more: Any) -> dict[str, Any]:
    progress = {"rows": rows, "total": 40, "rows_per_second": 100000.0}
    return {"id": "e1", "state": state, "progress": progress, "files": [], "error": None, "finished_at": None, **more}


class StandIn(ThreadingHTTPServer):
    """Answers each request with the next of `answers`, the last one again and again."""

    answers: list[dict[str, Any]]
    seen: list[tuple[str, str, str]]


class Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers["Authorization"]))
        answer = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(("127.0.0.1", 0), Handler) as server:
        server.seen = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def demo(settings: Any, tmp_path: Path) -> Project:
    settings.DATA_DIR = tmp_path
    settings.EXPORT_DIR = tmp_path / "exports"
    login.write(login.Login(url="", username="admin", password="secret", api_key="abc.def", project="demo"))
    return Project.objects.create(slug="demo", name="Demo")


def run(server: StandIn, *answers: dict[str, Any]) -> list[str]:
    server.answers = list(answers)
    text = StringIO()
    run_demo_export(url=f"http://127.0.0.1:{server.server_port}", out=OutputWrapper(text))
    return text.getvalue().splitlines()


def test_asks_once_then_watches(server: StandIn) -> None:
    run(server, body("queued", 0), body("running", 20), body("completed", 40, files=[FILE], finished_at="now"))
    key = "Api-Key abc.def"
    assert server.seen == [("POST", "/api/exports", key), ("GET", "/api/exports/e1", key), ("GET", "/api/exports/e1", key)]


def test_prints_the_file_and_the_ways_in(server: StandIn) -> None:
    done = body("completed", 40, files=[FILE], finished_at="now")
    address = f"http://127.0.0.1:{server.server_port}"
    assert run(server, body("queued", 0), done) == [
        "demo export 40 of 40",
        "  file     http://127.0.0.1/traces.jsonl.gz",
        "  rows     40 in 2.5 MB, 100,000 rows/s",
        f"  sha256   {'ab' * 32}",
        f"  admin    {address}/admin/",
        "  login    admin / secret",
        f"  try      curl -H 'Authorization: Api-Key abc.def' '{address}/api/external/traces?page_size=2'",
    ]


def test_prints_the_path_when_the_file_lies_here(server: StandIn, tmp_path: Path) -> None:
    path = tmp_path / "exports" / "e1" / FILE["name"]
    path.parent.mkdir(parents=True)
    path.touch()
    assert f"  file     {path}" in run(server, body("queued", 0), body("completed", 40, files=[FILE], finished_at="now"))


def test_a_failed_export_gives_its_reason(server: StandIn) -> None:
    lines = run(server, body("queued", 0), body("failed", 7, error={"code": "disk_full", "message": "No space."}, finished_at="now"))
    assert lines[0] == "The demo's export did not come about: it is failed. No space."
    assert lines[-2] == "  login    admin / secret"


def test_it_does_not_wait_for_ever(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_export, "TIME_LIMIT_SECONDS", 0.0)
    lines = run(server, body("queued", 0), body("running", 7))
    assert lines[0].startswith("The demo's export did not come about: it is still running after 0 s")


def test_a_server_that_does_not_answer_is_named(server: StandIn) -> None:
    text = StringIO()
    run_demo_export(url="http://127.0.0.1:1", out=OutputWrapper(text))
    assert text.getvalue().startswith("The demo's export did not come about: http://127.0.0.1:1/api/exports does not answer: ")


def test_a_later_start_exports_nothing(server: StandIn, demo: Project) -> None:
    request_export(project_id=demo.id, body={"resource": "traces"})
    assert [line.split()[0] for line in run(server, body("queued", 0))] == ["admin", "login", "try"]
    assert server.seen == []


def test_the_curl_line_is_one_command_of_a_shell(server: StandIn, demo: Project) -> None:
    request_export(project_id=demo.id, body={"resource": "traces"})
    last = run(server, body("queued", 0))[-1].removeprefix("  try      ")
    assert shlex.split(last)[:3] == ["curl", "-H", "Authorization: Api-Key abc.def"]
