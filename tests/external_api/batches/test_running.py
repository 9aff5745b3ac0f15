import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.projects.models import Member, Project, Role
from evalplatform.tracing.models import Score, Trace
from external_api import tasks
from external_api.batches import lifecycle, running
from external_api.models import ApiKey, Batch
from tests.conftest import client_of
from tests.external_api.batches.batching import create, get, score, send
from tests.external_api.people import person, token_client

pytestmark = pytest.mark.django_db(transaction=True)
Sent = list[tuple[str, list[str]]]
Drain = Callable[[], None]
JOB = "external_api.run_batch"


def later(seconds: float) -> None:
    """Make it so many seconds later for the leases of all batches."""
    for batch in Batch.objects.exclude(lease_until=None):
        Batch.objects.filter(id=batch.id).update(lease_until=batch.lease_until - timedelta(seconds=seconds))  # type: ignore[operator]


def asked(client: APIClient, *operations: Any, **more: Any) -> str:
    """The address of a new batch in the background."""
    return str(send(client, *operations, background=True, **more)["Location"])


def test_a_batch_runs_to_its_end(api: APIClient, drain: Drain) -> None:
    url = asked(api, create("a"), score("a"), get("b"))
    drain()
    now = api.get(url).json()
    assert (now["state"], now["total"], now["done"], now["failed"], now["error"]) == ("completed", 3, 3, 1, None)
    assert [(one["index"], one["status"]) for one in now["results"]] == [(0, 200), (1, 200), (2, 404)]
    assert now["results"][0]["body"]["id"] == str(Trace.objects.get().id)
    assert now["finished_at"] >= now["created_at"]


def test_the_results_are_those_of_the_foreground(api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    operations = [create("x"), score("x"), get("x"), {"op": "no"}, get("y"), create(" bad", more=1), score("x", 2, "other")]
    url = asked(api, *operations)
    drain()
    in_background = api.get(url).json()["results"]
    Trace.objects.all().delete()
    assert shape(in_background) == shape(send(api, *operations).json()["results"])


def shape(results: list[Any]) -> list[Any]:
    return [(one["index"], one["status"], sorted((one.get("body") or {}).keys()), one.get("problem")) for one in results]


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_a_worker_that_dies_does_nothing_twice(
    api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch, dies_at: int, jobs_sent: Sent
) -> None:
    """It dies when the effects and results of a chunk are written and not committed."""
    monkeypatch.setattr(running, "CHUNK", 2)
    url = asked(api, *[create() for _ in range(5)])  # without external ids: done twice they would be there twice
    save, calls = lifecycle.save, []

    def die(*arguments: Any, **more: Any) -> None:
        save(*arguments, **more)
        calls.append(1)
        if len(calls) == dies_at:
            raise SystemExit

    monkeypatch.setattr(lifecycle, "save", die)
    with pytest.raises(SystemExit):
        drain()
    assert Trace.objects.count() == api.get(url).json()["done"] == 2 * (dies_at - 1)
    tasks.sweep()
    assert jobs_sent == []  # its lease still runs
    later(61)
    tasks.sweep()
    drain()
    now = api.get(url).json()
    assert (now["state"], now["done"], len(now["results"]), Trace.objects.count()) == ("completed", 5, 5, 5)


def test_a_second_message_does_nothing(api: APIClient, drain: Drain, jobs_sent: Sent) -> None:
    asked(api, create())
    jobs_sent *= 2
    drain()
    assert (Trace.objects.count(), Batch.objects.get().attempt) == (1, 1)


def test_a_worker_that_was_taken_for_dead_does_nothing_more(api: APIClient, monkeypatch: pytest.MonkeyPatch, jobs_sent: Sent) -> None:
    asked(api, create(), create())
    batch = Batch.objects.get()
    first = lifecycle.claim(batch.id)
    later(61)
    second = lifecycle.claim(batch.id)
    assert (first, second) == (1, 2)
    assert lifecycle.hold(batch.id, 1) is None
    running._turn(batch.id, 1)
    assert not Trace.objects.exists()


def test_a_lost_message_is_sent_again(api: APIClient, jobs_sent: Sent) -> None:
    asked(api, create())
    jobs_sent.clear()
    later(59)
    tasks.sweep()
    assert jobs_sent == []
    later(2)
    tasks.sweep()
    tasks.sweep()
    assert jobs_sent == [(JOB, [str(Batch.objects.get().id)])]


def test_a_long_batch_lets_others_have_a_turn(api: APIClient, jobs_sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TURN_SECONDS", -1)
    monkeypatch.setattr(running, "CHUNK", 1)
    asked(api, create(), create())
    id = jobs_sent.pop()[1][0]
    tasks.run_batch(id)
    assert (Batch.objects.get().state, Batch.objects.get().done, jobs_sent) == ("queued", 1, [(JOB, [id])])
    tasks.run_batch(id)
    assert (Batch.objects.get().state, Trace.objects.count()) == ("completed", 2)


def test_all_or_nothing_in_the_background(api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    url = asked(api, create("a"), score("a"), get("no"), atomic=True)
    drain()
    now = api.get(url).json()
    assert (now["state"], now["done"], now["failed"], now["error"]["code"]) == ("failed", 3, 1, "batch_rolled_back")
    assert ([one["status"] for one in now["results"]], Trace.objects.count()) == ([200, 200, 404], 0)
    done = asked(api, create("a"), score("a"), atomic=True)
    drain()
    assert (api.get(done).json()["state"], Score.objects.count()) == ("completed", 1)


def test_a_key_that_is_revoked_ends_its_batch(project: Project, api: APIClient, drain: Drain) -> None:
    maker = client_of(project, scopes=["traces:write"])
    url = asked(maker, create())
    ApiKey.objects.filter(scopes=["traces:write"]).update(revoked=True)
    drain()
    now = api.get(url).json()
    assert (now["state"], now["error"]["code"], now["done"], now["results"]) == ("failed", "maker_gone", 0, [])
    assert not Trace.objects.exists()


def test_a_key_that_is_revoked_in_the_middle(project: Project, api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    url = asked(client_of(project, scopes=["traces:write"]), create(), create())
    save = lifecycle.save

    def revoke(*arguments: Any, **more: Any) -> None:
        save(*arguments, **more)
        ApiKey.objects.filter(scopes=["traces:write"]).update(revoked=True)

    monkeypatch.setattr(lifecycle, "save", revoke)
    drain()
    now = api.get(url).json()
    assert (now["state"], now["done"], len(now["results"]), Trace.objects.count()) == ("failed", 1, 1, 1)


@pytest.mark.parametrize(("later_role", "status"), [(Role.EDITOR, 403), (Role.ADMIN, 204)])
def test_a_person_may_then_no_more_than_now(project: Project, drain: Drain, api: APIClient, later_role: Role, status: int) -> None:
    user = person("maker", (project, Role.ADMIN))
    url = asked(token_client(user, project), create("a"), {"op": "traces.delete", "external_id": "a"})
    Member.objects.filter(user=user).update(role=later_role)
    drain()
    assert [one["status"] for one in api.get(url).json()["results"]] == [200, status]


def test_a_person_who_has_left_ends_the_batch(project: Project, drain: Drain, api: APIClient) -> None:
    user = person("maker", (project, Role.ADMIN))
    url = asked(token_client(user, project), create("a"))
    Member.objects.filter(user=user).delete()
    drain()
    assert api.get(url).json()["error"]["code"] == "maker_gone"


def test_scopes_that_came_later_do_not_count(project: Project, drain: Drain, api: APIClient) -> None:
    url = asked(client_of(project, scopes=["traces:write"]), create("a"), get("a"))
    ApiKey.objects.filter(scopes=["traces:write"]).update(scopes=["traces:write", "traces:read"])
    drain()
    assert [one["status"] for one in api.get(url).json()["results"]] == [200, 403]


def test_who_may_not_read_traces_does_not_read_them_in_results(project: Project, drain: Drain, api: APIClient) -> None:
    url = asked(api, create("a"), get("a"), get("no"))
    drain()
    shown = client_of(project, scopes=["traces:write"]).get(url).json()["results"]
    assert (sorted(shown[0]), shown[1], shown[2]["status"]) == (["body", "index", "status"], {"index": 1, "status": 200}, 404)
    assert api.get(url).json()["results"][1]["body"]["external_id"] == "a"


def test_what_was_sent_is_kept_no_longer_than_needed(api: APIClient, drain: Drain) -> None:
    url = asked(api, create("a", input="secret"), 7, {"op": ["x"]}, {"body": 1}, get("a"))
    assert "secret" in str(Batch.objects.get().operations)
    drain()
    assert json.loads(str(Batch.objects.get().operations)) == [
        *({"op": "traces.create"}, {"op": None}, {"op": ["x"]}, {"op": None}, {"op": "traces.get"})
    ]
    assert [one["status"] for one in api.get(url).json()["results"]] == [200, 400, 400, 400, 200]


def test_a_database_that_is_away_is_waited_for(api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    url = asked(api, create())

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(running, "perform", fail)
    drain()
    assert api.get(url).json()["state"] == "queued"
    monkeypatch.undo()
    later(6)
    assert lifecycle.sweep() == 1


def test_a_crash_fails_the_batch(api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    url = asked(api, create())
    monkeypatch.setattr(running, "perform", lambda *_, **__: 1 / 0)
    drain()
    assert (api.get(url).json()["state"], api.get(url).json()["error"]["code"]) == ("failed", "internal_error")


def test_a_batch_that_kills_its_workers_is_given_up(api: APIClient, drain: Drain, jobs_sent: Sent) -> None:
    url = asked(api, create())
    Batch.objects.update(attempt=running.MAX_ATTEMPTS)
    drain()
    assert api.get(url).json()["error"]["code"] == "gave_up"


def test_batches_are_kept_for_a_week(api: APIClient, drain: Drain) -> None:
    urls = [asked(api, create()) for _ in range(3)]
    Batch.objects.filter(id=urls[2].split("/")[-1]).update(created_at=timezone.now() - timedelta(days=30))
    for url in urls[:2]:
        tasks.run_batch(url.split("/")[-1])
    Batch.objects.filter(id=urls[0].split("/")[-1]).update(finished_at=timezone.now() - timedelta(days=7, seconds=1))
    tasks.purge()
    assert [api.get(url).status_code for url in urls] == [404, 200, 200]


def test_two_workers_at_once(api: APIClient, jobs_sent: Sent) -> None:
    asked(api, *[create() for _ in range(200)])

    def run() -> None:
        try:
            tasks.run_batch(jobs_sent[0][1][0])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(run) for _ in range(4)]:
            one.result()
    assert (Trace.objects.count(), Batch.objects.get().state) == (200, "completed")
