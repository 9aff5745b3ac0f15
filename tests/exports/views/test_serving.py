"""Downloads and events as a client at the other end of a socket sees them, behind each of the servers that we run behind."""

import hashlib
import http.client
import random
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from exports.models import Export, ExportFile, State
from exports.sinks import local
from exports.views.events import AT_ONCE
from external_api.keys import create_key
from tests.exports.views.serving import SERVERS, Serving, serving

pytestmark = pytest.mark.django_db(transaction=True)
SIZE = 24 * 1024 * 1024 + 17


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, export_dir: Path, db: None) -> Iterator[Serving]:
    with serving(request.param, export_dir) as running:
        yield running


@pytest.fixture
def key(project: Project) -> dict[str, str]:
    return {"Authorization": f"Api-Key {create_key(project=project, name='test', scopes=['exports:read'])}"}


def completed(project: Project, data: bytes, *, size: int | None = None) -> str:
    """The path of the only file of an export that is there without having run; `size` makes a file of so many zeros instead."""
    export = Export.objects.create(project=project, resource="traces", request={}, snapshot="", state=State.COMPLETED, finished_at=Now())
    ExportFile.objects.create(export=export, name="x.jsonl", bytes=size or len(data), sha256=hashlib.sha256(data).hexdigest())
    local.folder(export.id).mkdir(parents=True)
    with (local.folder(export.id) / "x.jsonl").open("wb") as file:
        file.write(data)
        file.truncate(size or len(data))
    return f"/api/exports/{export.id}/download"


@pytest.mark.curl
def test_a_download_that_is_cut_again_and_again_is_resumed_by_curl(
    server: Serving, project: Project, key: dict[str, str], tmp_path: Path
) -> None:
    data = random.Random(1).randbytes(SIZE)
    path, target = completed(project, data), tmp_path / "download"
    for cut in (1, 1000, 70_000, 5_000_000, 20_000_000):
        _read_until(cut, server.url + path, key, target)
    command = ["curl", "-sS", "--fail", "-C", "-", "-o", str(target), "-H", f"Authorization: {key['Authorization']}", server.url + path]
    subprocess.run(command, check=True)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == hashlib.sha256(data).hexdigest()


def _read_until(cut: int, url: str, key: dict[str, str], target: Path) -> None:
    """Go on with the download, and hang up when the file has `cut` bytes."""
    have = target.stat().st_size if target.exists() else 0
    request = urllib.request.Request(url, headers={**key, "Range": f"bytes={have}-"})
    with urllib.request.urlopen(request, timeout=20) as answer, target.open("ab") as file:
        file.write(answer.read(cut - have))


def test_answers_keep_their_lengths_on_one_connection(server: Serving, project: Project, key: dict[str, str]) -> None:
    data = random.Random(2).randbytes(3_000_000)
    path = completed(project, data)
    one = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    for method, asked, expected in (
        ("HEAD", None, b""), ("GET", "bytes=10-19", data[10:20]), ("GET", "bytes=5-2000000", data[5:2000001]), ("GET", None, data),
        ("GET", "bytes=2999990-", data[-10:]), ("GET", "bytes=3000000-", None), ("GET", "bytes=-4", data[-4:]),
    ):  # fmt: skip
        one.request(method, path, headers={**key, **({"Range": asked} if asked else {})})
        answer = one.getresponse()
        body = answer.read()
        assert expected is None or body == expected
    one.close()


def test_memory_is_flat_while_a_large_file_is_sent(server: Serving, project: Project, key: dict[str, str]) -> None:
    path = completed(project, b"", size=300 * 1024 * 1024)
    _swallow(server.url + path, {**key, "Range": "bytes=0-99"})
    before = server.memory()
    for asked in ("bytes=0-", f"bytes=1-{300 * 1024 * 1024 - 2}"):
        _swallow(server.url + path, {**key, "Range": asked})
    assert server.memory() - before < 20 * 1024 * 1024


def _swallow(url: str, headers: dict[str, str]) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        while answer.read(1024 * 1024):
            pass


def test_streams_of_events_leave_the_server_and_the_database_free(server: Serving, project: Project, key: dict[str, str]) -> None:
    export = Export.objects.create(project=project, resource="traces", request={"resource": "traces"}, snapshot="1:1:")
    url = f"{server.url}/api/exports/{export.id}/events"
    with ExitStack() as streams:
        for _ in range(AT_ONCE):
            stream = streams.enter_context(_opened(url, key))
            assert [stream.readline(), stream.readline(), stream.readline()][2] == b"event: progress\n"
        with pytest.raises(urllib.error.HTTPError) as refused, _opened(url, key):
            pass
        refused.value.close()
        assert refused.value.code == 503
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as page:
            assert page.status == 200
        assert min(_connections() for _ in range(40)) <= 1  # the refused request's own
    until = time.monotonic() + 15
    while True:  # the server hears of it when it writes again
        try:
            with _opened(url, key):
                return
        except urllib.error.HTTPError as error:
            error.close()
            assert time.monotonic() < until
        time.sleep(0.2)


def _opened(url: str, key: dict[str, str]) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, headers=key), timeout=10)


def _connections() -> int:
    """Connections to the test's database but ours, after a moment."""
    time.sleep(0.05)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        (found,) = cursor.fetchone()
    return int(found)
