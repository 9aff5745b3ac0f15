"""Every answer that arrived is counted exactly once, whatever is killed; streams and files are counted as they left."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, add_traces, client_of
from tests.tools import ROOT

PROCESSES, THREADS, SECONDS, ROWS = 4, 4, 6, 20_000
LIST = "GET /api/external/traces"
STREAM = "/api/exports/stream?resource=traces"
_CALLS = """
import http.client, json, sys, time
from concurrent.futures import ThreadPoolExecutor
port, key, seconds, threads = json.loads(sys.argv[1])
def call():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.connect()
    except OSError:
        time.sleep(0.05)
        return None
    try:
        connection.request("GET", "/api/external/traces?page_size=1", headers={"X-API-Key": key})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return "cut"
    finally:
        connection.close()
def calls(_):
    found, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        found.append(call())
    return found
with ThreadPoolExecutor(threads) as pool:
    print(json.dumps([one for found in pool.map(calls, range(threads)) for one in found if one]))
"""
_FLUSH = "from external_api.usage.flushing import flush; from external_api.usage.writing import folder; flush(folder())"
pytestmark = pytest.mark.timeout(240)


@contextmanager
def serving(folder: Path, server: str) -> Iterator[Client]:
    up = Up(folder / "var", **({"REDIS_URL": os.environ["TEST_REDIS_URL"]} if server == "gunicorn" else {}))
    try:
        up.start()
        made = client_of(up)
        add_traces(up, ROWS)
        yield made
    finally:
        up.end()


@pytest.fixture(scope="module", params=["waitress", pytest.param("gunicorn", marks=pytest.mark.redis)])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(tmp_path_factory.mktemp(request.param), request.param) as made:
        yield made


def used(client: Client) -> dict[str, dict[str, Any]]:
    """By endpoint, all that has ended."""
    done = client.up.manage("shell", "-v0", "-c", _FLUSH)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = {}
    for point in client.call("GET", "/api/external/usage?group_by=endpoint")["series"]:
        so_far = found.setdefault(point["group"], dict.fromkeys(point, 0))
        found[point["group"]] = {name: so_far[name] + point[name] for name in point if name not in ("at", "group")}
    return found


def hammer(client: Client) -> "subprocess.Popen[str]":
    arguments = json.dumps([client.up.port, client.key, SECONDS, THREADS])
    return subprocess.Popen([sys.executable, "-c", _CALLS, arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill(client: Client) -> None:
    """The whole one-process server, which then starts anew, or one of gunicorn's workers, which its master replaces."""
    workers = [one for one in client.up.processes("gunicorn") if one.parent() and "gunicorn" in " ".join(one.parent().cmdline())]
    if workers:
        workers[0].kill()
    else:
        client.up.signal(signal.SIGKILL)
        client.up.left_after(10)
        client.up.start()


def test_every_answer_is_counted_once_when_processes_are_killed(client: Client) -> None:
    with ExitStack() as running:
        callers = [running.enter_context(hammer(client)) for _ in range(PROCESSES)]
        time.sleep(SECONDS / 4)
        kill(client)
        answers = [answer for one in callers for answer in json.loads(one.communicate(timeout=120)[0])]
    answered, cut = answers.count(200), answers.count("cut")
    counted = used(client)[LIST]
    assert set(answers) <= {200, "cut"}
    assert answered > cut
    assert answered <= counted["requests"] <= answered + cut
    assert (counted["ok"], counted["items"]) == (counted["requests"], counted["requests"])


@contextmanager
def asked(client: Client, path: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
    with closing(http.client.HTTPConnection("127.0.0.1", client.up.port, timeout=60)) as connection:
        connection.request("GET", path, headers={"X-API-Key": client.key, **headers})
        with connection.getresponse() as answer:
            yield answer


def read(client: Client, path: str, **headers: str) -> int:
    with asked(client, path, **headers) as answer:
        return len(answer.read())


def end_streams(client: Client) -> None:
    where = embedded.database(client.up.data_dir)
    with psycopg.connect(host=where["HOST"], dbname=where["NAME"], user=where["USER"], autocommit=True) as connected:
        connected.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'evalplatform export'")


def amounts(client: Client, endpoint: str, count: int) -> dict[str, Any]:
    """Once so many calls are counted: the server hears a while later that a client has left."""
    until = time.monotonic() + 20
    while (found := used(client).get(endpoint, {"requests": 0}))["requests"] < count and time.monotonic() < until:
        time.sleep(0.2)
    return {name: found[name] for name in ("requests", "ok", "server_errors", "items", "bytes_out")}


def test_streams_are_counted_as_they_end(client: Client) -> None:
    size = read(client, STREAM)
    whole = {"requests": 1, "ok": 1, "server_errors": 0, "items": ROWS, "bytes_out": size}
    assert amounts(client, "GET /api/exports/stream", 1) == whole
    with asked(client, STREAM) as answer:
        answer.read(1000)  # and leaves
    left = amounts(client, "GET /api/exports/stream", 2)
    assert (left["requests"], left["ok"], size < left["bytes_out"] < 2 * size) == (2, 2, True)
    with asked(client, STREAM) as answer:
        answer.read(1000)
        end_streams(client)
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
    broken = amounts(client, "GET /api/exports/stream", 3)
    assert (broken["requests"], broken["ok"], broken["server_errors"]) == (3, 2, 1)


def test_files_are_counted_as_they_left(client: Client) -> None:
    export = client.finished(client.export(), seconds=60)
    path = f"/api/exports/{export['id']}/download"
    size = read(client, path)
    assert size == export["files"][0]["bytes"]
    ranges = [read(client, path, Range=range) for range in ("bytes=1000-", "bytes=1000-1999", "bytes=-5")]
    assert ranges == [size - 1000, 1000, 5]
    counted = amounts(client, "GET /api/exports/{id}/download", 4)
    assert counted == {"requests": 4, "ok": 4, "server_errors": 0, "items": 0, "bytes_out": size + sum(ranges)}
