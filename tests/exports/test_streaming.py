import gzip
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import zstandard
from django.db import connection
from django.db.models.expressions import RawSQL

from evalplatform.errors import DomainError, Unavailable
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from exports import jobs, source, spec, streaming
from exports.encoders import ENCODERS
from exports.encoders.jsonl import Encoder
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def body(project: Project, *, gone: Callable[[], bool] = lambda: False, **asked: Any) -> streaming.Body:
    caller = Caller(project=project, scopes=frozenset(), key_prefix="abcd1234")
    return streaming.answer(spec.parse({"resource": "traces", **asked}), caller, gone=gone).body


def open_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'evalplatform export'")
        return int(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """After every test no connection is open and every place is free."""
    yield
    until = time.monotonic() + 10
    while open_connections() and time.monotonic() < until:  # PostgreSQL takes a moment to notice that we have closed one
        time.sleep(0.01)
    assert (open_connections(), streaming._running) == (0, 0)


@pytest.mark.parametrize("format", ENCODERS)
def test_the_bytes_are_those_of_a_job(project: Project, drain: Callable[[], None], format: str) -> None:
    add_traces(project, 1000, name='a "quoted"\nline', metadata={"a": [1]})
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "format": format})
    drain()
    file = export.files.filter(companion=False).get()
    assert b"".join(body(project, format=format)) == (local.folder(export.id) / file.name).read_bytes()


@pytest.mark.parametrize(
    ("compression", "decompress"),
    [("gzip", gzip.decompress), ("zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data))],
)
def test_compressed(project: Project, compression: str, decompress: Callable[[bytes], bytes]) -> None:
    add_traces(project, 3)
    data = b"".join(body(project, compression=compression, fields=["external_id"]))
    assert decompress(data) == b'{"external_id":"t-0"}\n{"external_id":"t-1"}\n{"external_id":"t-2"}\n'


@pytest.mark.parametrize(("format", "nothing"), [("jsonl", b""), ("csv", b"id,name\n"), ("json", b"[\n]\n")])
@pytest.mark.parametrize("values", [[], ["nope"]])
def test_no_rows_are_a_whole_file(project: Project, format: str, nothing: bytes, values: list[str]) -> None:
    nowhere = {"field": "model", "op": "in", "value": values}
    assert b"".join(body(project, format=format, fields=["id", "name"], filter=nowhere)) == nothing


def test_what_is_sent_can_be_read_before_the_end(project: Project) -> None:
    add_traces(project, 5, input=json.dumps("x" * 200_000))
    reader, blocks = zstandard.ZstdDecompressor().decompressobj(), body(project, compression="zstd", fields=["input"])
    assert len(reader.decompress(next(blocks))) > 200_000
    blocks.close()


def test_the_beginning_does_not_wait_for_a_row(project: Project, slow: None) -> None:
    blocks = body(project, format="csv", fields=["id", "name"])
    assert next(blocks) == b"id,name\n"
    blocks.close()


def asks_instead(monkeypatch: pytest.MonkeyPatch, project: Project, sql: str) -> None:
    found = Trace.objects.filter(project=project).annotate(made_up=RawSQL(sql, ())).exclude(made_up="")
    monkeypatch.setattr(source, "rows", lambda *_: found)
    add_traces(project, 1)


@pytest.fixture
def slow(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that PostgreSQL takes a minute for, without a row."""
    asks_instead(monkeypatch, project, "pg_sleep(60)::text")


@pytest.mark.usefixtures("slow")
def test_a_client_that_leaves_ends_a_query_that_sends_nothing(project: Project) -> None:
    with pytest.raises(BrokenPipeError):
        list(body(project, gone=lambda: True))


@pytest.mark.usefixtures("slow")
def test_closed_before_it_began(project: Project) -> None:
    body(project).close()


@pytest.mark.usefixtures("slow")
def test_forgotten_before_it_began(project: Project) -> None:
    """As when a middleware answers something else."""
    body(project)


def test_closed_in_the_middle(project: Project) -> None:
    add_traces(project, 5, input=json.dumps("x" * 200_000))
    blocks = body(project)
    next(blocks)
    assert open_connections() == 1
    blocks.close()
    blocks.close()


@pytest.mark.parametrize("format", ["jsonl", "json"])
def test_a_server_that_ends_the_connection_breaks_the_body(project: Project, format: str) -> None:
    add_traces(project, 50, input=json.dumps("x" * 200_000))
    blocks, got = body(project, format=format), []
    got.append(next(blocks))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'evalplatform export' AND datname = current_database()"
        )
    with pytest.raises(BrokenPipeError):
        got.extend(blocks)
    assert not got[-1].endswith(b"]\n")


def test_rows_that_go_missing_break_the_body(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Encoder, "feed", lambda self, block: block)
    add_traces(project, 1)
    with pytest.raises(BrokenPipeError) as caught:
        list(body(project, compression="gzip"))
    assert str(caught.value.__cause__) == "PostgreSQL sent 1 rows, but 0 were written."


def test_a_crash_in_our_code_breaks_the_body(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Encoder, "feed", lambda self, block: 1 / 0)
    add_traces(project, 1)
    with pytest.raises(BrokenPipeError):
        list(body(project))


def test_what_postgresql_refuses_at_once_is_an_answer(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asks_instead(monkeypatch, project, "nope()")
    with pytest.raises(DomainError) as caught:
        body(project)
    assert caught.value.code == "query_failed"


def test_no_postgresql_is_an_answer(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr("django.db.backends.postgresql.base.Database.connect", refuse)
    with pytest.raises(Unavailable):
        body(project)


def test_so_many_and_no_more_at_once(project: Project, settings: Any) -> None:
    settings.EXPORT_MAX_STREAMS = 2
    open_ones = [body(project), body(project)]
    with pytest.raises(Unavailable) as caught:
        body(project)
    assert caught.value.code == "too_many_streams"
    open_ones.pop().close()
    body(project).close()
    assert b"".join(open_ones.pop()) == b""
