from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection

from evalplatform.hours import HOUR, hour_of
from evalplatform.projects.models import Project
from evalplatform.tracing import hourly
from evalplatform.tracing.hourly import Counted, counts, first_id
from evalplatform.tracing.models import Trace

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_MANY = """
    INSERT INTO tracing_trace (id, project_id, input, status, content_hash)
    SELECT uuidv7(-make_interval(mins => n)), %s, '1', CASE n %% 100 WHEN 0 THEN 'error' ELSE 'ok' END, '' FROM generate_series(1, 20000) n
"""
HOURS = [NOON + timedelta(hours=n) for n in range(3)]


@pytest.fixture(autouse=True)
def no_leftovers() -> None:
    cache.clear()


def came(project: Project, at: datetime, status: str = "ok", *, number: int = 0) -> Trace:
    id = UUID(int=first_id(at).int | 7 << 76 | 2 << 62 | number)
    return Trace.objects.create(id=id, project=project, input="1", status=status, content_hash=b"")


def test_traces_and_errors_by_hour(project: Project, stranger_project: Project) -> None:
    came(project, NOON)
    came(project, NOON + timedelta(minutes=59, seconds=59, milliseconds=999), "error")
    came(project, NOON + timedelta(hours=1))
    came(stranger_project, NOON, number=1)
    assert counts(project.id, HOURS, seconds=9) == {HOURS[0]: Counted(2, 1), HOURS[1]: Counted(1, 0), HOURS[2]: Counted(0, 0)}


def test_an_hour_that_is_over_is_counted_once(project: Project) -> None:
    came(project, NOON)
    counts(project.id, HOURS, seconds=9)
    came(project, NOON, number=1)
    assert counts(project.id, HOURS, seconds=9)[NOON] == Counted(1, 0)


def test_the_running_hour_is_counted_each_time(project: Project) -> None:
    now = hour_of(datetime.now(UTC))
    for number in (1, 2):
        came(project, now, number=number)
        assert counts(project.id, [now], seconds=9)[now] == Counted(number, 0)


def test_what_there_is_no_time_for_is_left_out_and_the_newest_comes_first(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hourly, "AT_A_TIME", 1)
    clock = iter(range(100))
    monkeypatch.setattr("evalplatform.tracing.hourly.time.monotonic", lambda: next(clock))
    assert list(counts(project.id, HOURS, seconds=1)) == [HOURS[2]]
    assert set(counts(project.id, HOURS, seconds=1)) == {HOURS[2], HOURS[1]}


def test_a_cache_that_is_away_makes_it_slower_only(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise ConnectionError

    came(project, NOON)
    monkeypatch.setattr("evalplatform.tracing.hourly.cache.get_many", away)
    monkeypatch.setattr("evalplatform.tracing.hourly.cache.set_many", away)
    assert counts(project.id, [NOON], seconds=9) == {NOON: Counted(1, 0)}


@pytest.mark.parametrize("status", ["", "AND status = 'error'"])
def test_no_table_is_read_through(project: Project, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [project.id])
        cursor.execute("ANALYZE tracing_trace")
        now = hour_of(datetime.now(UTC))
        low, high = first_id(now - HOUR * 24), first_id(now - HOUR * 23)
        sql = f"EXPLAIN SELECT count(*) FROM tracing_trace WHERE project_id = %s AND id >= %s AND id < %s {status}"  # noqa: S608
        cursor.execute(sql, [project.id, low, high])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert ("Index" in plan, "Seq Scan" in plan) == (True, False), plan
