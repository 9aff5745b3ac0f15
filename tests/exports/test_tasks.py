from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.db import InterfaceError, OperationalError

from exports import job_running, running, shipping, tasks

ID = "01a20505-0000-7000-8000-000000000000"
WORK = {
    "exports.plan": (running, "run_plan"),
    "exports.run_shard": (running, "run_shard"),
    "exports.finalize": (running, "finalize"),
    "exports.run_job": (job_running, "run_job"),
    "exports.clear_destination": (shipping, "clear"),
}


@pytest.fixture(params=sorted(WORK))
def work(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[Exception | None]]:
    """A job, and what its work raises: the first of the list at the first call, and so on."""
    job: str = request.param
    outcomes: list[Exception | None] = []

    def outcome(key: UUID) -> None:
        assert str(key) == ID
        if error := outcomes.pop(0):
            raise error

    monkeypatch.setattr(*WORK[job], outcome)
    return job, outcomes


def test_a_message_waits_for_a_database_that_is_away(work: tuple[str, list[Any]]) -> None:
    job, outcomes = work
    outcomes += [OperationalError("away"), InterfaceError("closed"), None]
    assert current_app.tasks[job].apply((ID,)).state == "SUCCESS"
    assert outcomes == []


def test_but_not_for_ever(work: tuple[str, list[Any]]) -> None:
    job, outcomes = work
    outcomes += [OperationalError("away")] * 9
    assert current_app.tasks[job].apply((ID,)).state == "FAILURE"
    assert len(outcomes) == 9 - 1 - tasks.AGAIN["max_retries"]


def test_any_other_error_ends_it(work: tuple[str, list[Any]]) -> None:
    job, outcomes = work
    outcomes += [ValueError("no"), None]
    assert (current_app.tasks[job].apply((ID,)).state, outcomes) == ("FAILURE", [None])
