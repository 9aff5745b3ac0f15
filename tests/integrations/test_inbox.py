import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection as database
from django.db.models.functions import Now
from django.test import Client

from evalplatform import standard_webhooks
from evalplatform.projects.models import Project
from integrations import connections, inbox_draining, inbox_processing, refusals
from integrations.models import Connection, Receipt, ReceiptState, Run
from tests.integrations.inward import SECRET, add_suite, connect, deliver, payload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_refusals(jobs_sent: list[Any]) -> None:
    cache.clear()


def test_a_delivery_is_stored_as_it_came_without_what_proves_it(project: Project) -> None:
    connect(project)
    answer = deliver("github", "push", payload("github/push__main"))
    receipt = Receipt.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"receipts": [str(receipt.id)], "repeated": False})  # type: ignore[attr-defined]
    assert (receipt.delivery_id, receipt.event, receipt.size) == ("d-1", "push", len(receipt.body))
    assert "x-hub-signature-256" not in receipt.headers
    assert receipt.headers["x-github-event"] == "push"


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_the_token_of_the_sender_is_not_kept(kind: str, project: Project) -> None:
    connect(project, kind)
    deliver(kind, "ping", payload(f"{kind}/push__main"))
    assert SECRET not in str(Receipt.objects.get().headers)


def test_an_unknown_repository_and_a_wrong_secret_look_the_same(project: Project) -> None:
    connection = connect(project)
    unknown = deliver("github", "push", payload("github/push__main", repository__full_name="acme/other"))
    wrong = deliver("github", "push", payload("github/push__main"), secret="not the secret of it")  # noqa: S106
    nowhere = deliver("github", "push", payload("github/push__main"), to="00000000-0000-7000-8000-000000000000")
    addressed = deliver("github", "push", payload("github/push__main"), secret="not the secret of it", to=connection.id)  # noqa: S106
    bodies = [one.json() | {"request_id": "", "instance": ""} for one in (unknown, wrong, nowhere, addressed)]  # type: ignore[attr-defined]
    assert [one.status_code for one in (unknown, wrong, nowhere, addressed)] == [401] * 4
    assert bodies == [bodies[0]] * 4
    assert (refusals.count("github", None), refusals.count("github", connection.id)) == (2, 1)
    assert Receipt.objects.count() == 0


def test_each_connection_whose_secret_signed_it_has_a_receipt(project: Project, stranger_project: Project) -> None:
    ours, theirs = connect(project), connect(stranger_project)
    connect(project, secret="a secret of another hook")  # noqa: S106
    deliver("github", "push", payload("github/push__main"))
    assert set(Receipt.objects.values_list("connection_id", flat=True)) == {ours.id, theirs.id}


def test_a_repeated_delivery_does_nothing(project: Project, jobs_sent: list[Any]) -> None:
    connect(project)
    first, again = (deliver("github", "push", payload("github/push__main")) for _ in range(2))
    assert again.json() == first.json() | {"repeated": True}  # type: ignore[attr-defined]
    assert [job for job, _ in jobs_sent] == ["integrations.process_receipt"]


def test_the_same_bytes_under_another_id_are_the_same_delivery(project: Project) -> None:
    connect(project)
    deliver("github", "push", payload("github/push__main"), id="one")
    answer = deliver("github", "push", payload("github/push__main"), id="two")
    assert (answer.json()["repeated"], Receipt.objects.count()) == (True, 1)  # type: ignore[attr-defined]


def test_gitlab_may_push_the_same_twice(project: Project) -> None:
    connect(project, "gitlab")
    for id in ("one", "two"):
        deliver("gitlab", "Push Hook", payload("gitlab/push__main"), id=id)
    assert Receipt.objects.count() == 2


def test_the_same_delivery_100_times_at_once_makes_one_receipt_and_one_run(project: Project, drain: Callable[[], None]) -> None:
    add_suite(project)
    connect(project)
    body = payload("github/push__main")
    statuses: list[int] = []

    def send() -> None:
        statuses.append(deliver("github", "push", body).status_code)
        database.close()

    threads = [threading.Thread(target=send) for _ in range(100)]
    for batch in range(0, 100, 10):
        for thread in threads[batch : batch + 10]:
            thread.start()
        for thread in threads[batch : batch + 10]:
            thread.join()
    drain()
    assert statuses == [202] * 100
    assert (Receipt.objects.count(), Run.objects.count()) == (1, 1)


def test_too_large_a_body_is_refused_by_its_length(project: Project) -> None:
    connect(project)
    headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64, "Content-Length": str(25 * 1024 * 1024 + 1)}
    answer = Client().post("/api/integrations/webhooks/github", b"{}", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "delivery_too_large")


@pytest.mark.parametrize(
    ("kind", "event", "name", "change", "reason"),
    [
        ("github", "ping", "github/ping__new", {}, "ping"),
        ("github", "star", "github/star__created", {}, "unknown_event"),
        ("github", "push", "github/push__branch", {}, "unwatched_branch"),
        ("github", "push", "github/push__tag", {}, "unwanted_trigger"),
        ("gitlab", "Note Hook", "gitlab/note__comment", {}, "unknown_event"),
        ("github", "push", "github/push__main", {"ref": 7}, "malformed_delivery"),
    ],
    ids=lambda one: str(one) if isinstance(one, str) and "_" in one and "/" not in one else "",
)
def test_what_sets_nothing_off_says_why(
    kind: str, event: str, name: str, change: dict[str, Any], reason: str, project: Project, drain: Callable[[], None]
) -> None:
    connect(project, kind)
    deliver(kind, event, payload(name, **change))
    drain()
    receipt = Receipt.objects.get()
    assert receipt.reason == reason
    assert receipt.state == ("failed" if reason == "malformed_delivery" else "ignored")
    assert Run.objects.count() == 0


def test_a_worker_that_dies_loses_nothing(project: Project, jobs_sent: list[Any], drain: Callable[[], None]) -> None:
    connect(project)
    deliver("github", "push", payload("github/push__main"))
    jobs_sent.clear()
    Receipt.objects.update(attempts=1, next_attempt_at=Now())  # its lease is over
    inbox_draining.sweep()
    drain()
    assert (Receipt.objects.get().state, Run.objects.count()) == (ReceiptState.PROCESSED, 1)


def test_a_lease_holds_others_off_and_who_lost_it_changes_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(project)
    deliver("github", "push", payload("github/push__main"))
    id = Receipt.objects.get().id
    real = inbox_processing._handled

    def slow(receipt: Receipt) -> Any:
        found = real(receipt)
        Receipt.objects.filter(id=id).update(attempts=receipt.attempts + 1)
        return found

    monkeypatch.setattr(inbox_processing, "_handled", slow)
    inbox_processing.process(id)
    assert (Receipt.objects.get().state, Run.objects.count()) == ("waiting", 0)
    inbox_processing.process(id)
    assert Receipt.objects.get().state == "waiting"


def test_a_mistake_of_ours_is_tried_again_then_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(project)
    deliver("github", "push", payload("github/push__main"))
    monkeypatch.setattr(inbox_processing, "_handled", lambda receipt: 1 / 0)
    for _ in range(inbox_processing.MAX_ATTEMPTS):
        assert Receipt.objects.get().state == "waiting"
        Receipt.objects.update(next_attempt_at=Now())
        inbox_processing.process(Receipt.objects.get().id)
    assert (Receipt.objects.get().state, Receipt.objects.get().reason) == ("failed", "internal_error")


def test_a_replay_evaluates_again(project: Project, drain: Callable[[], None]) -> None:
    add_suite(project)
    connect(project)
    deliver("github", "push", payload("github/push__main"))
    drain()
    inbox_processing.replay(project.id, Receipt.objects.get().id)
    drain()
    assert (Receipt.objects.get().replays, Run.objects.count()) == (1, 2)


def test_the_same_commit_by_another_delivery_is_not_run_twice(project: Project, drain: Callable[[], None]) -> None:
    connect(project, "gitlab")
    for id in ("one", "two"):
        deliver("gitlab", "Push Hook", payload("gitlab/push__main"), id=id)
        drain()
    assert list(Receipt.objects.order_by("id").values_list("reason", flat=True)) == ["", "already_run"]
    assert Run.objects.count() == 1


def test_a_secret_of_before_holds_for_a_day(project: Project) -> None:
    connection = connect(project)
    connections.rotate(connection)
    assert deliver("github", "push", payload("github/push__main")).status_code == 202
    Connection.objects.update(former_until=Now())
    assert deliver("github", "push", payload("github/push__branch"), id="d-2").status_code == 401


def test_a_deleted_or_paused_connection(project: Project, drain: Callable[[], None]) -> None:
    connection = connect(project)
    connections.change(connection, {"state": "paused"})
    deliver("github", "push", payload("github/push__main"))
    drain()
    assert Receipt.objects.get().reason == "connection_paused"
    connections.delete(connection)
    assert deliver("github", "push", payload("github/push__main"), id="d-2").status_code == 401


def test_a_signed_trigger_starts_what_the_template_says_once(project: Project, drain: Callable[[], None]) -> None:
    from exports.models import Export

    secret = standard_webhooks.new_secret()
    template = {"export": {"resource": "traces", "fields": ["{{field}}"]}}
    made, _ = connections.create(project_id=project.id, body={"kind": "generic", "name": "job", "template": template, "secret": secret})
    raw = b'{"variables": {"field": "external_id"}}'
    import time

    signed = standard_webhooks.sign(raw, secrets=[secret], id="msg_1", timestamp=int(time.time()))
    for _ in range(2):
        answer = Client().post(f"/api/integrations/trigger/{made.id}", raw, content_type="application/json", headers=signed)
        assert answer.status_code == 202
    drain()
    export = Export.objects.get()
    assert (export.request["fields"], Receipt.objects.get().export_id) == (["external_id"], export.id)
    late = standard_webhooks.sign(raw, secrets=[secret], id="msg_2", timestamp=int(time.time()) - 301)
    refused = Client().post(f"/api/integrations/trigger/{made.id}", raw, content_type="application/json", headers=late)
    assert (refused.status_code, Receipt.objects.count()) == (401, 1)
