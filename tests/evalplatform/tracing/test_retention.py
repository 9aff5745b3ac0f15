from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Q

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Score, Span, Trace
from evalplatform.tracing.retention import Deleted, delete_batch, first_id, older_than

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def add(project: Project, days_ago: int, number: int = 0, **values: Any) -> Trace:
    """A trace that was taken in so many days before NOW, with a span and two scores."""
    at = NOW - timedelta(days=days_ago)
    key = UUID(int=first_id(at).int + number + 1)
    trace = Trace.objects.create(id=key, project=project, input="1", content_hash=b"", ingested_at=at, **values)
    Span.objects.create(project=project, trace=trace, external_id="s", kind="llm")
    for name in "ab":
        Score.objects.create(project=project, trace=trace, name=name, value=1)
    return trace


def deleted(project: Project, condition: Q | None = None, *, after: UUID | None = None, rows: int = 100) -> Deleted:
    with transaction.atomic():
        return delete_batch(project.id, NOW - timedelta(days=30), condition or Q(), after=after, rows=rows)


def test_the_old_goes_with_its_spans_and_scores(project: Project) -> None:
    add(project, 40)
    add(project, 31)
    new = add(project, 29)
    assert deleted(project) == Deleted(traces=2, spans=2, scores=4, last=None)
    assert [list(model._default_manager.values_list(key, flat=True)) for model, key in ((Trace, "id"), (Span, "trace_id"))] == [
        [new.id], [new.id]
    ]  # fmt: skip
    assert Score.objects.count() == 2


def test_other_projects_keep_theirs(project: Project, stranger_project: Project) -> None:
    add(stranger_project, 40)
    assert deleted(project) == Deleted(0, 0, 0, None)
    assert (Trace.objects.count(), Span.objects.count(), Score.objects.count()) == (1, 1, 2)


def test_a_batch_at_a_time(project: Project) -> None:
    keys = [add(project, 40, number).id for number in range(3)]
    first = deleted(project, rows=2)
    assert (first.traces, first.last) == (2, keys[1])
    assert deleted(project, after=first.last, rows=2) == Deleted(1, 1, 2, None)


def test_only_what_fulfils_the_condition(project: Project) -> None:
    add(project, 40, 1, model="a")
    add(project, 40, 2, model="b")
    assert deleted(project, Q(model="b")).traces == 1
    assert Trace.objects.get().model == "a"


def test_age_is_by_the_database_even_where_the_ids_clock_was_off(project: Project) -> None:
    ahead = add(project, 30)
    Trace.objects.filter(id=ahead.id).update(ingested_at=NOW - timedelta(days=31))
    behind = add(project, 31)
    Trace.objects.filter(id=behind.id).update(ingested_at=NOW - timedelta(days=29))
    assert list(older_than(project.id, NOW - timedelta(days=30), Q())) == [ahead]


def test_what_somebody_changes_is_passed_over_and_not_waited_for(project: Project) -> None:
    held, free = add(project, 40, 1), add(project, 40, 2)
    locked, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Trace.objects.select_for_update().get(id=held.id)
            locked.set()
            done.wait(10)
        connection.close()

    other = Thread(target=hold)
    other.start()
    assert locked.wait(10)
    assert deleted(project).traces == 1
    done.set()
    other.join()
    assert (Trace.objects.filter(id=held.id).exists(), Trace.objects.filter(id=free.id).exists()) == (True, False)


def test_first_id_of_a_moment() -> None:
    assert str(first_id(datetime.fromtimestamp(0x17F22E279B0 / 1000, UTC))) == "017f22e2-79b0-7000-8000-000000000000"
