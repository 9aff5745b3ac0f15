"""A stream from both web servers: whole, broken off by the server, left by the client, read slowly."""

import gzip
import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
import zstandard

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import client_of

ROWS = 40_000
PATIENCE = 10
# Text that does not become small, so that no buffer on the way holds a whole stream.
_TRACES = """
INSERT INTO tracing_trace (id, project_id, external_id, input, content_hash)
SELECT uuidv7(), id, 'flow-' || n, to_json((SELECT string_agg(md5(n || '-' || i), '') FROM generate_series(1, 60) i)), ''
FROM projects_project, generate_series(1, %s) n
"""
pytestmark = pytest.mark.timeout(240)


@dataclass
class Server:
    up: Up
    key: str

    @contextmanager
    def ask(self, **question: Any) -> Iterator[http.client.HTTPResponse]:
        """The answer; at the end the client is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.up.port, timeout=60)
        with closing(connection):
            connection.request("GET", self.path(**question), headers={"X-API-Key": self.key})
            with connection.getresponse() as answer:
                yield answer

    def path(self, **question: Any) -> str:
        said = {key: value if isinstance(value, str) else json.dumps(value) for key, value in question.items()}
        return f"/api/exports/stream?{urlencode({'resource': 'traces', **said})}"

    def postgresql(self) -> psycopg.Connection[Any]:
        where = embedded.database(self.up.data_dir)
        return psycopg.connect(host=where["HOST"], dbname=where["NAME"], user=where["USER"], autocommit=True)

    def streams(self) -> int:
        with self.postgresql() as connected:
            found = connected.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'evalplatform export'").fetchone()
        assert found
        return int(found[0])

    def end_streams(self) -> None:
        with self.postgresql() as connected:
            connected.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'evalplatform export'")


@pytest.fixture(scope="module", params=["waitress", pytest.param("gunicorn", marks=pytest.mark.redis)])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    redis = {"REDIS_URL": os.environ["TEST_REDIS_URL"]} if request.param == "gunicorn" else {}
    up = Up(tmp_path_factory.mktemp(request.param) / "var", **redis)
    try:
        up.start()
        made = Server(up, client_of(up).key)
        with made.postgresql() as connected:
            connected.execute(_TRACES, [ROWS])
        yield made
    finally:
        up.end()


def becomes(wanted: object, look: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while look() != wanted and time.monotonic() < until:
        time.sleep(0.02)
    return look() == wanted


def test_it_is_whole(server: Server) -> None:
    with server.ask(compression="gzip") as answer:
        assert (answer.status, answer.getheader("Content-Length"), answer.getheader("Transfer-Encoding")) == (200, None, "chunked")
        assert gzip.decompress(answer.read()).count(b"\n") == ROWS
    assert becomes(0, server.streams)


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_a_client_that_leaves_while_nothing_is_found_ends_the_query(server: Server, format: str) -> None:
    asked = f"GET {server.path(format=format)} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {server.key}\r\n\r\n"
    with server.postgresql() as connected, connected.transaction():
        connected.execute("LOCK TABLE tracing_trace")  # so that the query sends nothing, for as long as it runs
        with closing(socket.create_connection(("127.0.0.1", server.up.port))) as client:
            client.sendall(asked.encode())
            assert becomes(1, server.streams)
        assert becomes(0, server.streams)


def test_a_client_that_leaves_in_the_middle_ends_the_query(server: Server) -> None:
    with server.ask() as answer:
        answer.read(1000)
        assert server.streams() == 1
    assert becomes(0, server.streams)


@pytest.mark.parametrize(
    ("format", "compression"),
    [("jsonl", "none"), ("csv", "none"), ("json", "none"), ("jsonl", "gzip"), ("csv", "zstd"), ("parquet", "zstd")],
)
def test_an_error_on_the_way_never_looks_like_the_end(server: Server, format: str, compression: str) -> None:
    with server.ask(format=format, compression=compression) as answer:
        got = answer.read(100 if format != "parquet" else 4)
        assert server.streams() == 1
        server.end_streams()
        with pytest.raises(http.client.IncompleteRead) as caught:
            answer.read()
    assert not reads_as_whole(got + caught.value.partial, format, compression)


def reads_as_whole(data: bytes, format: str, compression: str) -> bool:
    """For a reader that does not look at HTTP at all."""
    try:
        if format == "parquet":
            return len(data) > 4 and data.endswith(b"PAR1")
        if compression == "gzip":
            gzip.decompress(data)
        elif compression == "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(data).count(b"\n") > ROWS
        elif format == "json":
            json.loads(data)
        else:
            return data.count(b"\n") >= ROWS
    except (EOFError, ValueError):
        return False
    return True


@pytest.mark.curl
def test_curl_says_that_it_broke_off(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "out"
    address = f"http://127.0.0.1:{server.up.port}{server.path()}"
    command = ["curl", "-sS", "--limit-rate", "2M", "-H", f"X-API-Key: {server.key}", "-o", str(out), address]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as curl:
        assert becomes(True, lambda: out.exists() and out.stat().st_size > 0)
        server.end_streams()
        _, said = curl.communicate(timeout=60)
    assert (curl.returncode, "outstanding read data remaining" in said) == (18, True)


def test_a_client_that_does_not_read_costs_no_memory(server: Server) -> None:
    def megabytes() -> float:
        return max(float(one.memory_info().rss) for one in server.up.processes()) / 1e6

    with server.ask(fields="id") as answer:
        answer.read()
    before = megabytes()
    with server.ask() as answer:
        answer.read(1000)
        time.sleep(1)
        assert megabytes() < before + 25
        assert answer.read().count(b"\n") >= ROWS - 1


def test_pages_are_answered_while_every_place_is_taken(server: Server) -> None:
    with ExitStack() as open_ones:
        answers = [open_ones.enter_context(server.ask()) for _ in range(12)]  # two processes of gunicorn have three places each
        busy = next(answer for answer in answers if answer.status == 503)
        assert (json.loads(busy.read())["code"], busy.getheader("Retry-After")) == ("too_many_streams", "5")
        assert {answer.status for answer in answers} == {200, 503}
        assert server.up.get("/healthz") == 200
    assert becomes(0, server.streams)
