"""Two workers on one step: what the one who came too late still does changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.projects.models import Project
from exports import jobs, lifecycle, running
from exports.heartbeat import Lost
from exports.models import Export, Shard, ShardState, State
from exports.pipeline import Written
from exports.sinks import local
from exports.sweep import sweep
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def export(project: Project, jobs_sent: list[Any]) -> Export:
    add_traces(project, 3)
    made = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    running.run_plan(made.id)
    return made


def taken_over(shard: Shard) -> Shard:
    """Another worker has the shard, since the lease of the first ran out."""
    Shard.objects.filter(id=shard.id).update(lease_until=timezone.now() - LONG_AGO)
    assert sweep() == 1
    second = lifecycle.claim_shard(shard.id)
    assert second
    return second


def claimed_shard() -> Shard:
    shard = lifecycle.claim_shard(Shard.objects.get().id)
    assert shard
    return shard


def test_a_shard_is_claimed_once(export: Export) -> None:
    assert claimed_shard().attempt == 1
    assert lifecycle.claim_shard(Shard.objects.get().id) is None


def test_a_worker_that_lost_its_lease_cannot_fail_the_export(export: Export) -> None:
    first = claimed_shard()
    taken_over(first)
    running._fail(first, "disk_full", "No room here.")
    export.refresh_from_db()
    assert export.state == State.RUNNING


def test_a_worker_that_lost_its_lease_cannot_complete_the_shard(export: Export) -> None:
    first = claimed_shard()
    second = taken_over(first)
    with pytest.raises(Lost):
        lifecycle.complete_shard(first, Written(9, 9, "x"), "00000.1")
    assert lifecycle.heartbeat(second, rows=1, bytes=1)


def test_a_finalizer_that_woke_up_late_does_not_touch_its_successors_work(export: Export, drain: Any) -> None:
    running.run_shard(Shard.objects.get().id)
    first = lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    assert first
    Export.objects.update(lease_until=timezone.now() - LONG_AGO)
    second = lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    assert second
    assert second.attempt == first.attempt + 1
    assert not lifecycle.hold(first)
    running._fail(first, "storage_failed", "gone")
    with pytest.raises(Lost):
        lifecycle.complete(first, rows=0, bytes=0, files=1)
    assert lifecycle.hold(second)


def test_a_step_that_is_given_back_is_tried_again_soon_and_only_by_who_holds_it(export: Export) -> None:
    Shard.objects.update(state=ShardState.DONE, part="00000.1")
    claimed = lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    assert claimed
    lifecycle.release(claimed)
    export.refresh_from_db()
    assert export.lease_until
    assert timedelta(0) < export.lease_until - timezone.now() < timedelta(seconds=11)
    Export.objects.update(lease_until=timezone.now() - LONG_AGO)
    second = lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    before = Export.objects.values().get()
    lifecycle.release(claimed)
    assert second
    assert (second.attempt, Export.objects.values().get()) == (2, before)


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-10])])
@pytest.mark.parametrize("shard_rows", [100, 250_000])
def test_a_damaged_part_is_made_again(
    project: Project, jobs_sent: list[Any], drain: Any, settings: Any, harm: Any, shard_rows: int
) -> None:
    from tests.exports.test_plan import with_statistics

    settings.EXPORT_SHARD_ROWS = shard_rows
    add_traces(project, 300)
    with_statistics()
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id"]})
    running.run_plan(export.id)
    jobs_sent.clear()
    for shard in export.shards.order_by("number"):
        running.run_shard(shard.id)
    harm(next(iter(sorted(local.parts(export.id).iterdir()))))
    drain()
    assert export.shards.filter(state=ShardState.QUEUED).count() == 1
    Shard.objects.filter(state=ShardState.QUEUED).update(queued_at=timezone.now() - LONG_AGO)
    sweep()
    drain()
    export.refresh_from_db()
    assert (export.state, export.files.get(companion=False).rows) == (State.COMPLETED, 300)


def test_after_a_cancel_nothing_stays_on_the_disk(export: Export) -> None:
    shard = claimed_shard()
    jobs.cancel(export)
    sink = local.LocalPart(local.parts(export.id) / "00000.1")  # as a worker does that has not heard of it yet
    sink.commit()
    with running._ends_the_export(export.id, shard):
        lifecycle.complete_shard(shard, Written(0, 0, ""), "00000.1")
    assert not local.folder(export.id).exists()
