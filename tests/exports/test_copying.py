import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from exports import source
from exports.copying import READ_BYTES, Copying

pytestmark = pytest.mark.django_db(transaction=True)
RAW = "COPY ({}) TO STDOUT"


@pytest.fixture
def connected() -> Iterator[psycopg.Connection[Any]]:
    with source.connection() as made:
        yield made


def ended() -> bool:
    """Whether no COPY runs any more, seen within a few seconds."""
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY %'")
            if cursor.fetchone() == (0,):
                return True
    return False


def test_every_row_in_blocks_and_postgresqls_own_count(connected: psycopg.Connection[Any]) -> None:
    copying = Copying(connected, RAW.format("SELECT repeat('x', 999) FROM generate_series(1, 1000)"), ())
    blocks = list(copying.blocks())
    assert [len(block) // 1000 for block in blocks] == [263, 263, 263, 211]
    assert READ_BYTES <= len(blocks[0]) < READ_BYTES + 1000
    assert (b"".join(blocks), copying.rows) == ((b"x" * 999 + b"\n") * 1000, 1000)


def test_parameters_are_bound(connected: psycopg.Connection[Any]) -> None:
    assert b"".join(Copying(connected, RAW.format("SELECT %s::text, '100%%'"), ("it's",)).blocks()) == b"it's\t100%\n"


def test_no_rows(connected: psycopg.Connection[Any]) -> None:
    copying = Copying(connected, RAW.format("SELECT 1 WHERE false"), ())
    assert (list(copying.blocks()), copying.rows) == ([], 0)


def test_the_connection_can_be_used_again_after_the_end(connected: psycopg.Connection[Any]) -> None:
    for _ in range(2):
        assert list(Copying(connected, RAW.format("SELECT 1"), ()).blocks()) == [b"1\n"]


def test_few_rows_do_not_wait_for_their_block_to_fill(connected: psycopg.Connection[Any]) -> None:
    rows = "SELECT repeat('x', 20000) UNION ALL SELECT pg_sleep(1)::text"  # PostgreSQL itself holds back up to 8 kB
    sizes = [len(block) for block in Copying(connected, RAW.format(rows), (), flush_after=0.01).blocks()]
    assert (len(sizes), sum(sizes)) == (2, 20002)


def test_an_error_before_the_first_row(connected: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match='relation "nope" does not exist'):
        Copying(connected, RAW.format("SELECT 1 FROM nope"), ()).begin(wait=5)


def test_an_error_after_some_rows(connected: psycopg.Connection[Any]) -> None:
    blocks = Copying(connected, RAW.format("SELECT 1 / (n - 300000) FROM generate_series(1, 400000) n"), ()).blocks()
    assert len(next(blocks)) >= READ_BYTES
    with pytest.raises(psycopg.errors.DivisionByZero):
        list(blocks)


def test_a_lost_connection(connected: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.OperationalError, match="terminating connection|closed the connection"):
        list(Copying(connected, RAW.format("SELECT pg_terminate_backend(pg_backend_pid())"), ()).blocks())


def test_closing_early_ends_the_query(connected: psycopg.Connection[Any]) -> None:
    blocks = Copying(connected, RAW.format("SELECT repeat('x', 1000) FROM generate_series(1, 100000000)"), ()).blocks()
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    connected.close()  # a backend that waits for us to read hears of a cancel only then
    assert ended()


def test_idle_may_end_a_query_that_sends_nothing(connected: psycopg.Connection[Any]) -> None:
    def leave() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        list(Copying(connected, RAW.format("SELECT pg_sleep(60)"), (), idle=leave).blocks())
    assert ended()
