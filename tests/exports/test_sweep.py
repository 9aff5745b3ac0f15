from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.projects.models import Project
from exports import jobs, lifecycle, running
from exports.models import Export, Shard, ShardState, State
from exports.sweep import sweep
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(minutes=5)


def requested(project: Project) -> Export:
    return jobs.request_export(project_id=project.id, body={"resource": "traces"})


def test_fresh_messages_are_left_alone(project: Project, jobs_sent: list[Any]) -> None:
    requested(project)
    assert sweep() == 0


def test_an_export_whose_message_was_lost_is_planned_once(project: Project, jobs_sent: list[Any]) -> None:
    export = requested(project)
    Export.objects.update(queued_at=timezone.now() - LONG_AGO)
    jobs_sent.clear()
    assert (sweep(), sweep()) == (1, 0)
    assert jobs_sent == [("exports.plan", [str(export.id)])]


def test_after_the_loss_of_the_broker_nothing_waits(project: Project, jobs_sent: list[Any]) -> None:
    requested(project)
    assert sweep(queue_is_empty=True) == 1


def test_a_shard_whose_worker_died_runs_again(project: Project, jobs_sent: list[Any], drain: Any) -> None:
    add_traces(project, 1)
    export = requested(project)
    running.run_plan(export.id)
    shard = lifecycle.claim_shard(Shard.objects.get().id)
    assert shard
    assert sweep() == 0  # its lease still runs
    Shard.objects.update(lease_until=timezone.now() - LONG_AGO)
    assert sweep() == 1
    drain()
    assert not lifecycle.heartbeat(shard, rows=0, bytes=0)  # the old worker, should it come back
    export.refresh_from_db()
    assert (export.state, Shard.objects.get().attempt) == (State.COMPLETED, 2)


def test_a_finalizer_that_died_is_replaced(project: Project, jobs_sent: list[Any], drain: Any) -> None:
    export = requested(project)
    running.run_plan(export.id)
    running.run_shard(Shard.objects.get().id)
    assert lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    Export.objects.update(lease_until=timezone.now() - LONG_AGO)
    jobs_sent.clear()
    assert sweep() == 1
    drain()
    export.refresh_from_db()
    assert export.state == State.COMPLETED


def test_a_shard_that_kills_every_worker_ends_the_export(project: Project, jobs_sent: list[Any], settings: Any) -> None:
    export = requested(project)
    running.run_plan(export.id)
    for _ in range(settings.EXPORT_MAX_ATTEMPTS):
        assert lifecycle.claim_shard(Shard.objects.get().id)
        Shard.objects.update(state=ShardState.QUEUED)
    running.run_shard(Shard.objects.get().id)
    export.refresh_from_db()
    assert (export.state, export.error_code) == (State.FAILED, "gave_up")
