"""The work of jobs, an analysis or a cleanup: step by step, each step kept. A claim comes first, so a task may come twice."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import Error, connection

from evalplatform.errors import DomainError, Unavailable
from evalplatform.queue import enqueue
from exports import cleanup, job_lifecycle, replica, source
from exports.analysis import asked as analysis
from exports.analysis import measure_of
from exports.cached import cached
from exports.heartbeat import Heartbeat, Lost
from exports.models import Job, JobKind

log = logging.getLogger(__name__)

TURN_SECONDS = 30.0  # after which others have a turn


def run_job(job_id: UUID) -> None:
    """Run the job to its end, or for about TURN_SECONDS, and then put it back behind the others."""
    job = job_lifecycle.claim(job_id)
    if job is None:
        return
    if job.attempt > settings.EXPORT_MAX_ATTEMPTS:
        reason = f"It was tried {settings.EXPORT_MAX_ATTEMPTS} times; the last time: {job.error or 'the worker died'}."
        job_lifecycle.fail(job, "gave_up", reason)
        return
    with _ends_the_job(job):
        if _steps(job):
            job_lifecycle.complete(job)
        elif job_lifecycle.give_way(job):
            enqueue("exports.run_job", job.id)


def _steps(job: Job) -> bool:
    """Whether the job is done, and not only its turn."""
    until = time.monotonic() + TURN_SECONDS
    step = _analyse if job.kind == JobKind.ANALYSIS else _clean
    while not step(job):
        if time.monotonic() > until:
            return False
    return True


def _clean(job: Job) -> bool:
    """Statements run on this thread's own connection, which another thread may cancel."""
    connection.ensure_connection()
    with Heartbeat(lambda rows, bytes: job_lifecycle.heartbeat(job), stop=_stop(connection.connection)), _our_errors(), _timed() as spent:
        done = cleanup.step(job)
    job_lifecycle.save(job, seconds=spent())
    return done


def _analyse(job: Job) -> bool:
    """The next of the analyses asked for, and whether it was the last."""
    asked = analysis.parse(job.filter, job.options)
    result = job.result or {}
    left = [name for name in asked.names if name not in result]
    if left:
        with _timed() as spent:
            question = [left[0], job.filter, job.options]
            result[left[0]] = cached(job.project_id, "analysis", question, lambda: _measured(job, asked, left[0]))
        job.result = result
        if not job_lifecycle.save(job, seconds=spent(), done=len(result), total=len(asked.names), result=result):
            raise Lost
    return len(left) <= 1


def _measured(job: Job, asked: analysis.AskedAnalysis, name: str) -> dict[str, Any]:
    """All its statements in one transaction that sees one snapshot, on the connection for exports."""
    with (
        source.connection(seconds=settings.ANALYSIS_STATEMENT_TIMEOUT_SECONDS) as connected,
        Heartbeat(lambda rows, bytes: job_lifecycle.heartbeat(job), stop=_stop(connected)) as heartbeat,
    ):
        replica.catch_up(connected, meanwhile=lambda: heartbeat.progress(0, 0))
        with _our_errors(), connected.transaction():
            connected.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

            def query(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
                return connected.execute(sql, parameters).fetchall()

            return measure_of(name)(asked, job.project_id, query)


def _stop(connected: psycopg.Connection[Any] | None) -> Callable[[], None]:
    return lambda: connected.cancel_safe(timeout=5) if connected else None


@contextmanager
def _timed() -> Iterator[Callable[[], float]]:
    start = time.monotonic()
    yield lambda: time.monotonic() - start


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, Error) as error:
        cause = error if isinstance(error, psycopg.Error) else error.__cause__
        if isinstance(cause, psycopg.errors.QueryCanceled):
            limit = f"A query took longer than {settings.ANALYSIS_STATEMENT_TIMEOUT_SECONDS} s."
            raise DomainError("too_slow", f"{limit} Narrow the filter, or raise ANALYSIS_STATEMENT_TIMEOUT_SECONDS.") from error
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            raise Unavailable("database_unavailable", f"The connection to PostgreSQL broke: {error}") from error
        raise DomainError("query_failed", f"PostgreSQL refuses this: {error}") from error


@contextmanager
def _ends_the_job(job: Job) -> Iterator[None]:
    """Turns what goes wrong into state. What may pass leaves the job to be tried again; anything else fails it with its reason."""
    try:
        yield
    except Lost:
        log.info("Job %s was taken away", job.id)
    except (Unavailable, Error) as error:
        log.warning("Job %s waits: %s", job.id, error)
        _release(job, str(error))
    except DomainError as error:
        job_lifecycle.fail(job, error.code, error.message)
    except Exception:
        log.exception("Job %s crashed", job.id)
        job_lifecycle.fail(job, "internal_error", "An error in the server ended this job; its log says more under the job's id.")


def _release(job: Job, reason: str) -> None:
    """Best effort: if the database is away, the lease runs out and the sweep finds the job."""
    try:
        job_lifecycle.release(job, reason)
    except Error:
        log.warning("Job %s waits for its lease to end", job.id)
