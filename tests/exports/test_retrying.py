from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from exports import destinations, expiry, jobs, leftovers, lifecycle, manifest, retrying, running, shipping
from exports.heartbeat import Lost
from exports.models import Destination, Export, Shipment, State
from exports.pipeline import Written
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
MANY = {"rows_per_file": 100}


@pytest.fixture(autouse=True)
def sharded(project: Project, settings: Any) -> None:
    settings.EXPORT_SHARD_ROWS = 100
    add_traces(project, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")


def planned(project: Project, jobs_sent: list[Any], **body: Any) -> Export:
    """An export with three shards that wait, and no message for them."""
    asked = {"resource": "traces", "fields": ["external_id"], **body}
    export = jobs.request_export(project_id=project.id, body=asked)
    running.run_plan(export.id)
    jobs_sent.clear()
    assert export.shards.count() == 3
    return export


def run(export: Export, *numbers: int) -> None:
    for shard in export.shards.filter(number__in=numbers):
        running.run_shard(shard.id)


def end_badly(export: Export, code: str = "query_failed") -> Export:
    assert lifecycle.fail(export.id, code, "It went wrong.")
    leftovers.remove(export.id)
    export.refresh_from_db()
    return export


def attempts(export: Export) -> list[int]:
    return list(export.shards.order_by("number").values_list("attempt", flat=True))


def sums(export: Export) -> list[tuple[str, int]]:
    """SHA-256 and rows of every data file."""
    return list(export.files.filter(companion=False).values_list("sha256", "rows"))


@pytest.fixture
def undisturbed(project: Project, drain: Drain) -> Callable[..., list[tuple[str, int]]]:
    def export_whole(**body: Any) -> list[tuple[str, int]]:
        export = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id"], **body})
        drain()
        return sums(export)

    return export_whole


def test_finished_shards_stay_done_and_the_others_run(project: Project, jobs_sent: list[Any], drain: Drain, undisturbed: Any) -> None:
    export = planned(project, jobs_sent)
    run(export, 0, 2)
    before = end_badly(export).cutoff
    again = retrying.retry(export)
    assert (again.state, again.error_code, again.error, again.finished_at, again.started_at) == (State.QUEUED, "", "", None, None)
    assert (again.cutoff, jobs_sent) == (before, [("exports.plan", [str(export.id)])])
    drain()
    again.refresh_from_db()
    assert (again.state, attempts(again), sums(again)) == (State.COMPLETED, [1, 1, 1], undisturbed())


def test_it_holds_the_rows_of_its_own_moment(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    export = end_badly(planned(project, jobs_sent))
    add_traces(project, 5, external_id_prefix="later")
    retrying.retry(export)
    drain()
    assert [rows for _, rows in sums(export)] == [300]


@pytest.mark.parametrize("body", [{}, MANY], ids=["one file", "many files"])
def test_one_that_failed_at_its_end_only_ends_again(
    project: Project, jobs_sent: list[Any], drain: Drain, undisturbed: Any, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    export = planned(project, jobs_sent, **body)
    run(export, 0, 1, 2)
    with monkeypatch.context() as patched:
        patched.setattr(manifest, "write", lambda *_, **__: 1 / 0)
        patched.setattr(local, "forget", lambda _: None)
        drain()
    leftovers.remove(export.id)
    export.refresh_from_db()
    assert (export.state, export.error_code) == (State.FAILED, "internal_error")
    retrying.retry(export)
    drain()
    export.refresh_from_db()
    assert (export.state, attempts(export), sums(export)) == (State.COMPLETED, [1, 1, 1], undisturbed(**body))


@pytest.mark.parametrize("harm", [lambda part: part.unlink(), lambda part: part.write_bytes(b"{}\n")], ids=["gone", "cut"])
def test_a_shard_whose_part_is_not_whole_runs_again(project: Project, jobs_sent: list[Any], drain: Drain, harm: Any) -> None:
    export = planned(project, jobs_sent)
    run(export, 0, 1)
    end_badly(export)
    harm(local.parts(export.id) / "00001.1")
    retrying.retry(export)
    drain()
    export.refresh_from_db()
    assert (export.state, attempts(export), [rows for _, rows in sums(export)]) == (State.COMPLETED, [1, 2, 1], [300])


def test_a_cancelled_one_runs_from_the_beginning(project: Project, jobs_sent: list[Any], drain: Drain, undisturbed: Any) -> None:
    export = planned(project, jobs_sent)
    run(export, 0)
    jobs.cancel(export)
    assert not local.folder(export.id).exists()
    retrying.retry(export)
    drain()
    export.refresh_from_db()
    assert (export.state, attempts(export), sums(export)) == (State.COMPLETED, [2, 1, 1], undisturbed())


def test_one_that_was_cancelled_before_its_plan_is_planned(project: Project, drain: Drain, jobs_sent: list[Any]) -> None:
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    jobs.cancel(export)
    jobs_sent.clear()
    retrying.retry(export)
    drain()
    export.refresh_from_db()
    assert (export.state, export.shards.count(), [rows for _, rows in sums(export)]) == (State.COMPLETED, 3, [300])


@pytest.mark.parametrize(("tried", "released", "then"), [(5, 0, 7), (250, 201, 1)], ids=["crashes", "hours of waiting"])
def test_a_shard_that_was_given_up_has_all_its_tries_again(
    project: Project, jobs_sent: list[Any], drain: Drain, tried: int, released: int, then: int
) -> None:
    export = planned(project, jobs_sent)
    export.shards.filter(number=0).update(attempt=tried, releases=released)
    run(export, 0)
    export.refresh_from_db()
    assert (export.state, export.error_code) == (State.FAILED, "gave_up")
    retrying.retry(export)
    drain()
    export.refresh_from_db()
    assert (export.state, attempts(export)) == (State.COMPLETED, [then, 1, 1])


def test_it_is_an_event(project: Project, jobs_sent: list[Any]) -> None:
    export = end_badly(planned(project, jobs_sent))
    retrying.retry(export)
    assert Event.objects.order_by("id").values_list("type", "payload").last() == ("export.retried", {"export": str(export.id)})


@pytest.fixture
def lake(project: Project) -> Destination:
    body = {"name": "lake", "kind": "http", "settings": {"url": "https://example.com/in"}}
    return destinations.create(project_id=project.id, body=body)


def test_what_lies_at_the_destination_is_not_cleared_up_any_more(project: Project, jobs_sent: list[Any], lake: Destination) -> None:
    export = end_badly(planned(project, jobs_sent, destination=str(lake.id)))
    Shipment.objects.create(export=export, keys={"a": "b"}, tries=7, waits=60, error="gone", clear_after=timezone.now())
    retrying.retry(export)
    shipping.clear(export.id)
    assert Shipment.objects.values_list("tries", "waits", "error", "clear_after").get() == (1, 0, "", None)


def test_a_worker_of_the_last_try_can_do_nothing_to_the_next(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    export = planned(project, jobs_sent)
    run(export, 0, 1)
    old = lifecycle.claim_shard(export.shards.get(number=2).id)
    assert old
    retrying.retry(end_badly(export))
    running.run_plan(export.id)
    new = lifecycle.claim_shard(old.id)
    assert new
    assert (new.attempt, lifecycle.heartbeat(old, rows=1, bytes=1), lifecycle.heartbeat(new, rows=1, bytes=1)) == (2, False, True)
    with pytest.raises(Lost):
        lifecycle.complete_shard(old, Written(9, 9, "x"), "00002.1")


def test_a_finalizer_of_the_last_try_can_do_nothing_to_the_next(project: Project, jobs_sent: list[Any]) -> None:
    export = planned(project, jobs_sent)
    run(export, 0, 1, 2)
    old = lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    retrying.retry(end_badly(export))
    running.run_plan(export.id)
    new = lifecycle.claim(export.id, before=State.RUNNING, during=State.FINALIZING)
    assert old
    assert new
    assert (old.attempt, new.attempt, lifecycle.hold(old), lifecycle.hold(new)) == (1, 1, False, True)


def test_it_waits_for_its_turn_like_any_other(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    export = end_badly(planned(project, jobs_sent))
    other = planned(project, jobs_sent)
    Export.objects.update(running_limit=1)
    retrying.retry(export)
    running.run_plan(export.id)
    export.refresh_from_db()
    assert (export.state, export.queued_at) == (State.QUEUED, None)
    jobs.cancel(other)
    drain()
    export.refresh_from_db()
    assert export.state == State.COMPLETED


def test_a_part_of_yesterday_is_gone_but_the_export_can_still_be_retried(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    export = planned(project, jobs_sent)
    run(export, 0)
    end_badly(export)
    Export.objects.update(finished_at=timezone.now() - timedelta(days=2))
    assert expiry.clean() == 1
    retrying.retry(Export.objects.get())
    drain()
    assert (Export.objects.get().state, attempts(export)) == (State.COMPLETED, [2, 1, 1])
