import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from evalplatform.projects.models import Project
from exports import analysis, job_lifecycle, job_running
from exports.models import Job
from exports.sweep import sweep
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


def job_of(project: Project, *names: str, **options: Any) -> Job:
    return Job.objects.create(project=project, kind="analysis", options={"analyses": names or ["lengths", "tokens"], **options})


def ran(job: Job) -> Job:
    job_running.run_job(job.id)
    job.refresh_from_db()
    return job


def replaced(monkeypatch: pytest.MonkeyPatch, measure: Callable[..., Any]) -> None:
    monkeypatch.setattr(job_running, "measure_of", lambda name: measure)


def test_an_analysis_ends_with_its_results(project: Project) -> None:
    add_traces(project, 3, input_tokens=7)
    job = ran(job_of(project))
    assert (job.state, job.error, job.done, job.total) == ("completed", "", 2, 2)
    assert (job.result or {})["tokens"]["input_tokens"]["mean"] == 7
    assert (job.result or {})["lengths"]["output"]["count"] == 3
    assert job.database_seconds > 0


def test_a_task_that_comes_twice_does_nothing_twice(project: Project) -> None:
    job = ran(job_of(project))
    assert ran(job).attempt == 1


def test_a_second_try_goes_on_after_what_is_known(project: Project) -> None:
    job = job_of(project)
    Job.objects.update(result={"lengths": "known"})
    assert (ran(job).result or {}).keys() == {"lengths", "tokens"}
    assert (job.result or {})["lengths"] == "known"


def test_it_gives_way_after_its_turn(project: Project, jobs_sent: list[Any], drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_running, "TURN_SECONDS", 0)
    job = ran(job_of(project))
    assert (job.state, job.done, jobs_sent) == ("queued", 1, [("exports.run_job", [str(job.id)])])
    drain()
    job.refresh_from_db()
    assert job.state == "completed"


def test_the_same_question_is_answered_from_the_cache_until_data_change(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    replaced(monkeypatch, lambda *_: {"number": asked.append(1) or len(asked)})  # type: ignore[func-returns-value]
    assert [ran(job_of(project, "tokens")).result for _ in range(2)] == [{"tokens": {"number": 1}}] * 2
    add_traces(project, 1)
    assert ran(job_of(project, "tokens")).result == {"tokens": {"number": 2}}


def test_its_statements_see_one_snapshot_and_write_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(asked: Any, project_id: Any, query: Any) -> Any:
        count = "SELECT count(*) FROM tracing_trace"
        before = query(count, ())
        add_traces(project, 1)
        return {"counts": [before, query(count, ())], "read_only": query("SHOW transaction_read_only", ())}

    replaced(monkeypatch, twice)
    assert ran(job_of(project, "tokens")).result == {"tokens": {"counts": [[[0]], [[0]]], "read_only": [["on"]]}}


def test_a_query_that_takes_too_long_fails_it(project: Project, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ANALYSIS_STATEMENT_TIMEOUT_SECONDS = 1
    replaced(monkeypatch, lambda asked, project_id, query: query("SELECT pg_sleep(20)", ()))
    job = ran(job_of(project, "tokens"))
    assert (job.state, job.error_code) == ("failed", "too_slow")


def test_what_postgresql_refuses_fails_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, lambda asked, project_id, query: query("SELECT 1/0", ()))
    assert ran(job_of(project, "tokens")).error_code == "query_failed"


def test_a_crash_in_our_code_fails_it_without_its_insides(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, lambda *_: 1 / 0)
    job = ran(job_of(project, "tokens"))
    assert (job.error_code, "Zero" in job.error) == ("internal_error", False)


def test_a_broken_connection_is_tried_again(project: Project, jobs_sent: list[Any], drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: Any) -> Any:
        raise psycopg.OperationalError("server closed the connection")

    with monkeypatch.context() as patched:
        replaced(patched, ended)
        job = ran(job_of(project, "tokens"))
    assert (job.state, "server closed" in job.error) == ("queued", True)
    assert sweep() == 1
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == ("completed", 2, "")


def test_one_that_kills_every_worker_is_given_up(project: Project, settings: Any) -> None:
    job = job_of(project)
    Job.objects.update(attempt=settings.EXPORT_MAX_ATTEMPTS)
    assert ran(job).error_code == "gave_up"


def test_cancel_ends_the_query(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, lambda asked, project_id, query: query("SELECT pg_sleep(60)", ()))
    job = job_of(project, "tokens")

    def cancel() -> None:
        while not _sleeps():
            time.sleep(0.05)
        job_lifecycle.cancel(job.id)
        connection.close()

    other = threading.Thread(target=cancel)
    other.start()
    started = time.monotonic()
    assert ran(job).state == "cancelled"
    other.join()
    assert time.monotonic() - started < 20
    assert not _sleeps()


def _sleeps() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(60)%'")
        return bool(cursor.fetchone()[0])


def test_every_analysis_runs_as_a_job(project: Project) -> None:
    add_traces(project, 2)
    day = {"from": "2026-01-01", "to": "2026-02-01"}
    job = ran(job_of(project, *analysis.ANALYSES, drift={"baseline": day, "current": day}))
    assert (job.error, (job.result or {}).keys()) == ("", set(analysis.ANALYSES))
