"""Batches of lines: bounded in rows and in bytes, written while the next one is checked."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from unittest.mock import Mock

import pytest
from django.db import connection

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import loading
from evalplatform.tracing.ingest.checking import check
from evalplatform.tracing.ingest.files import Line, UnreadableInput
from evalplatform.tracing.ingest.loading import load
from evalplatform.tracing.models import Trace


def lines(count: int, *, size: int = 0) -> Iterator[Line]:
    return (Line(n, b'{"external_id": "%d", "input": "%b"}\n' % (n, b"x" * size)) for n in range(1, count + 1))


def test_batches_are_bounded_in_rows(project: Project) -> None:
    assert [written.counts["created"] for written in load(project.pk, lines(25), batch_rows=10)] == [10, 10, 5]


def test_batches_are_bounded_in_bytes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_BATCH_BYTES", 2000)
    assert [written.counts["created"] for written in load(project.pk, lines(5, size=900), batch_rows=10)] == [3, 2]


def test_of_a_long_input_a_second_process_checks(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCHES_BEFORE_HELP", 1)
    monkeypatch.setattr(loading, "check", only_once := Mock(side_effect=check))
    monkeypatch.setattr(Connection, "poll", lambda pipe: True)  # as if it took no time to start
    given = [*lines(25), Line(26, b"{}"), Line(27, b"{"), Line(28, None)]
    counts = sum((written.counts for written in load(project.pk, given, batch_rows=5)), Counter[str]())
    assert counts == {"created": 25, "refused": 3}
    assert only_once.call_count == 1
    assert list(Trace.objects.order_by("id").values_list("external_id", flat=True)) == [str(n) for n in range(1, 26)]
    assert multiprocessing.active_children() == []


def test_the_second_process_ends_with_a_load_that_is_stopped(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCHES_BEFORE_HELP", 0)
    monkeypatch.setattr(Connection, "poll", lambda pipe: True)
    running = load(project.pk, lines(100), batch_rows=10)
    next(running)
    assert len(multiprocessing.active_children()) == 1
    running.close()
    assert multiprocessing.active_children() == []
    assert Trace.objects.count() == 10


def test_refused_lines_come_with_their_numbers_in_order(project: Project) -> None:
    given = [Line(3, b"{}"), Line(5, b'{"input": 1}'), Line(8, b"{"), Line(9, None), Line(12, b'{"input": 1, "x": 1}')]
    (written,) = load(project.pk, given, batch_rows=10)
    assert [(line.number, line.raw) for line in written.refused] == [(3, b"{}"), (8, b"{"), (9, None), (12, b'{"input": 1, "x": 1}')]
    assert [line.problems[0].code for line in written.refused] == ["required", "not_json", "too_long", "unknown_field"]
    assert (written.counts["created"], written.counts["refused"]) == (1, 4)


def test_what_comes_before_damage_is_in(project: Project) -> None:
    def damaged() -> Iterator[Line]:
        yield from lines(15)
        raise UnreadableInput("cut off")

    with pytest.raises(UnreadableInput, match="cut off"):
        list(load(project.pk, damaged(), batch_rows=10))
    assert Trace.objects.count() == 15


@pytest.mark.django_db(transaction=True)
def test_each_batch_is_a_transaction_of_its_own(project: Project) -> None:
    running = load(project.pk, lines(20), batch_rows=10)
    next(running)
    connection.close()
    assert Trace.objects.count() == 10
    running.close()
