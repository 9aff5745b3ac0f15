"""Exports of records that hold what is deleted are marked, and no others."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from evalplatform.projects.models import Project
from evalplatform.tracing import ingest
from evalplatform.tracing.amend import add_scores, delete_trace, delete_traces_of
from evalplatform.tracing.models import Score, Span, Trace
from exports import jobs, leaving, windows
from exports.leaving import Row, Seen
from exports.models import Export, Removed, Schedule, State
from exports.scheduled import Run
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
ALL = {"resource": "traces"}


def of(user: str) -> dict[str, Any]:
    return {"resource": "traces", "filter": {"field": "user_id", "op": "eq", "value": user}}


@pytest.fixture
def one(project: Project, jobs_sent: list[Any]) -> Trace:
    add_traces(project, 1, user_id="ann")
    return Trace.objects.get()


def export(project: Project, body: dict[str, Any] = ALL, **more: Any) -> Export:
    return jobs.request_export(project_id=project.id, body=body, **more)


def removed(one: Export) -> set[Any]:
    one.refresh_from_db()
    rows = set(one.removed.values_list("row_id", flat=True))
    assert bool(rows) == (one.stale_at is not None)
    return rows


def test_what_the_filter_let_through(project: Project, one: Trace) -> None:
    whole, hers, his = export(project), export(project, of("ann")), export(project, of("bob"))
    assert delete_traces_of(project.id, "ann") == 1
    assert [removed(each) for each in (whole, hers, his)] == [{one.id}, {one.id}, set()]


def test_an_export_from_before_the_trace_does_not_hold_it(project: Project, jobs_sent: list[Any]) -> None:
    before = export(project)
    (one,) = add_traces(project, 1)
    delete_trace(project.id, one.id)
    assert removed(before) == set()


def test_neither_does_one_from_after_the_deletion(project: Project, one: Trace) -> None:
    delete_trace(project.id, one.id)
    assert removed(export(project)) == set()


def test_spans_and_scores(project: Project, jobs_sent: list[Any]) -> None:
    spans = [{"external_id": kind, "name": kind, "kind": kind} for kind in ("llm", "tool")]
    ingest.store(project.id, [{"input": "1", "spans": spans, "scores": [{"name": "good", "value": 1}]}])
    of_spans = export(project, {"resource": "spans", "filter": {"field": "kind", "op": "eq", "value": "tool"}})
    of_scores = export(project, {"resource": "scores"})
    tool, score = Span.objects.get(kind="tool").id, Score.objects.get().id
    delete_trace(project.id, Trace.objects.get().id)
    assert (removed(of_spans), removed(of_scores)) == ({tool}, {score})


def test_what_was_changed_since_may_be_there_as_it_was(project: Project, one: Trace) -> None:
    asked = {"resource": "traces", "filter": {"field": "score.good", "op": "exists", "value": False}}
    earlier = export(project, asked)
    add_scores(project.id, one.id, [{"name": "good", "value": 1}])
    later = export(project, asked)
    delete_trace(project.id, one.id)
    assert (removed(earlier), removed(later)) == ({one.id}, set())


@pytest.mark.parametrize(
    ("state", "marked"),
    [(State.RUNNING, True), (State.COMPLETED, True), (State.FAILED, False), (State.CANCELLED, False), (State.EXPIRED, False)],
)
def test_files_that_are_no_more_are_not_marked(project: Project, one: Trace, state: State, marked: bool) -> None:
    made = export(project)
    ended = None if state == State.RUNNING else timezone.now()
    Export.objects.update(state=state, finished_at=ended)
    delete_trace(project.id, one.id)
    assert removed(made) == ({one.id} if marked else set())


def test_a_filter_that_is_no_longer_known_counts_as_met(project: Project, one: Trace) -> None:
    made = export(project)
    Export.objects.update(request={**ALL, "filter": {"field": "of_old", "op": "eq", "value": 1}})
    delete_trace(project.id, one.id)
    assert removed(made) == {one.id}


def test_windows_of_a_schedule(project: Project, one: Trace) -> None:
    schedule = Schedule.objects.create(project=project, name="nightly", request=ALL, cron="0 0 * * *", next_at=timezone.now())
    now = windows.position()
    slots = iter(range(9))

    def run(start: int | None, end: int) -> Export:
        Export.objects.update(state=State.COMPLETED, finished_at=timezone.now())
        window = windows.Window("created_xid", start, end, now.cluster, 1)
        at = timezone.now() + timedelta(days=next(slots))
        return export(project, run=Run(schedule.id, at, window, now.snapshot))

    before, holds, after = run(None, one.created_xid), run(one.created_xid, one.created_xid + 1), run(one.created_xid + 1, now.xmin + 9)
    delete_trace(project.id, one.id)
    assert [removed(each) for each in (before, holds, after)] == [set(), {one.id}, set()]


@pytest.mark.parametrize(
    ("seen", "row", "has", "may_have"),
    [
        (Seen("", 0, 10), (9, 9), True, False),
        (Seen("", 0, 10), (9, 12), True, True),
        (Seen("", 0, 10), (10, 10), False, False),
        (Seen("", 0, 10, frozenset([7])), (7, 7), False, False),
        (Seen("", 0, 10, frozenset([7])), (3, 7), True, True),
        (Seen("created_xid", 5, 10), (4, 7), False, False),
        (Seen("created_xid", 5, 10), (5, 20), True, True),
        (Seen("changed_xid", 5, 10), (1, 7), True, False),
        (Seen("changed_xid", 5, 10), (1, 20), False, True),
        (Seen("changed_xid", 5, 10), (11, 20), False, False),
        (Seen("changed_xid", 5, 10), (1, 4), False, False),
    ],
)
def test_what_an_export_saw(project: Project, seen: Seen, row: tuple[int, int], has: bool, may_have: bool) -> None:
    one = Row(project.id, *row)
    assert (seen.has(one), seen.may_have(one)) == (has, may_have)


def test_as_many_queries_for_many_exports_of_one_filter(
    project: Project, one: Trace, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(5):
        export(project)
    with transaction.atomic(), django_assert_num_queries(6):
        leaving.mark(project_id=project.id, trace_ids=[one.id])
    assert Removed.objects.count() == 5


def test_a_request_waits_for_a_deletion_and_a_deletion_sees_it(project: Project, one: Trace) -> None:
    """A request that came between the search for exports and the end of the deletion would be missed, and might still read the rows."""
    order: list[str] = []

    def request() -> None:
        try:
            export(project)
            order.append("requested")
        finally:
            connections.close_all()

    with transaction.atomic():
        leaving.mark(project_id=project.id, trace_ids=[one.id])
        other = threading.Thread(target=request)
        other.start()
        _until_somebody_waits()
        Trace.objects.filter(id=one.id).delete()
        order.append("deleted")
    other.join(timeout=30)
    assert order == ["deleted", "requested"]


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(600):
            cursor.execute("SELECT pg_sleep(0.05), count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if (cursor.fetchone() or (None, 0))[1]:
                return
    raise AssertionError("nobody waited")
