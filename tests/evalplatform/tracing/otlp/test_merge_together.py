"""Several who write the same traces at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Span, Trace
from evalplatform.tracing.otlp import from_protobuf
from evalplatform.tracing.otlp.merge import merge
from tests.evalplatform.tracing.otlp.sent import as_protobuf, span


@pytest.mark.django_db(transaction=True)
def test_two_who_send_parts_of_the_same_traces_at_once(project: Project) -> None:
    """New traces and known ones in both hands, so that each waits for what the other holds if the locks are taken in two orders."""
    traces = [f"{number:032x}" for number in range(1, 41)]
    for trace in traces[::2]:
        _send_to_all(project.id, [trace], 1)
    failures = together(*(lambda number=number: _send_to_all(project.id, traces, number) for number in range(2, 8)))
    assert failures == []
    tokens = dict(Trace.objects.values_list("external_id", "input_tokens"))
    assert tokens == {trace: 7 if place % 2 == 0 else 6 for place, trace in enumerate(traces)}
    assert Span.objects.count() == 20 + 40 * 6


def _send_to_all(project_id: UUID, traces: list[str], number: int) -> None:
    order = traces if number % 2 else traces[::-1]
    for start in range(0, 40, 10):
        part = order[start : start + 20]
        spans = [span(number, trace=one, attributes={"gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 1}) for one in part]
        merge(project_id, from_protobuf.decode(as_protobuf(*spans)))


@pytest.mark.django_db(transaction=True)
def test_the_bulk_writer_and_spans_at_once_lock_nobody_out(project: Project) -> None:
    traces = [f"{number:032x}" for number in range(1, 31)]
    store(project.id, [{"external_id": trace, "input": 0} for trace in traces[::3]])

    def by_rest() -> None:
        for version in range(8):
            store(project.id, [{"external_id": trace, "input": version} for trace in traces])

    failures = together(by_rest, *(lambda number=number: _send_to_all(project.id, traces, number) for number in (2, 3)))
    assert failures == []
    assert set(Trace.objects.values_list("input", flat=True)) == {"7"}
    assert Span.objects.count() == 60


def together(*actions: Callable[[], None]) -> list[Exception]:
    """Run all at once, each on a connection of its own; what went wrong."""
    failures: list[Exception] = []
    ready = threading.Barrier(len(actions))

    def run(action: Callable[[], None]) -> None:
        ready.wait()
        try:
            action()
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
