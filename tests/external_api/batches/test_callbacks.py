import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform import standard_webhooks
from evalplatform.retries import WAITS
from external_api import tasks
from external_api.batches import callback_secrets, callbacks
from external_api.models import Batch, CallbackSecret, IdempotencyRecord
from tests.external_api.batches.batching import create, get, send
from tests.stores import PutServer

pytestmark = pytest.mark.django_db(transaction=True)
Sent = list[tuple[str, list[str]]]
Drain = Callable[[], None]


@pytest.fixture
def secret(api: APIClient) -> str:
    return str(api.post("/api/external/callbacks/secret").json()["secret"])


@pytest.fixture
def url(api: APIClient, put_server: PutServer, secret: str, jobs_sent: Sent) -> str:
    """The address of a batch that calls back, not run yet."""
    return str(send(api, create("a"), get("no"), background=True, callback_url=f"{put_server.url}/done?x=1")["Location"])


def due(seconds: float = 0) -> None:
    Batch.objects.update(callback_next_at=timezone.now() - timedelta(seconds=seconds))


def seconds_to_next() -> float:
    next_at = Batch.objects.get().callback_next_at
    assert next_at is not None
    return (next_at - timezone.now()).total_seconds()


def test_the_receiver_hears_of_the_end_and_can_prove_who_said_it(
    url: str, api: APIClient, put_server: PutServer, secret: str, drain: Drain
) -> None:
    drain()
    body, headers = put_server.taken["/done?x=1"], put_server.headers["/done?x=1"]
    id, now = url.split("/")[-1], api.get(url).json()
    assert json.loads(body) == {
        "type": "batch.completed",
        "timestamp": now["finished_at"],
        "data": {"id": id, "state": "completed", "total": 2, "done": 2, "failed": 1, "url": url},
    }
    assert standard_webhooks.verify(body, headers, secrets=[secret], now=time.time()) == f"batch_{id}"
    assert headers["content-type"] == "application/json"
    assert now["callback"] == {"url": f"{put_server.url}/done?x=1", "state": "delivered", "attempts": 1, "next_at": None, "error": ""}
    tasks.sweep()
    drain()
    assert put_server.requests == 1


def test_a_batch_that_fails_calls_back_too(url: str, put_server: PutServer, drain: Drain) -> None:
    Batch.objects.update(attempt=100)
    drain()
    assert json.loads(put_server.taken["/done?x=1"])["data"]["state"] == "failed"


def test_nothing_is_said_before_the_end(url: str, put_server: PutServer) -> None:
    assert callbacks.sweep() == 0
    callbacks.call_back(Batch.objects.get().id)
    assert put_server.requests == 0


@pytest.mark.parametrize("plan", [500, 300, 404, "cut"], ids=str)
def test_whatever_is_not_2xx_is_tried_again(url: str, put_server: PutServer, api: APIClient, drain: Drain, plan: Any) -> None:
    put_server.plan = [plan, 204]
    drain()
    assert (api.get(url).json()["callback"]["state"], 4 < seconds_to_next() < 6) == ("waiting", True)
    assert api.get(url).json()["callback"]["error"] != ""
    due()
    tasks.sweep()
    drain()
    assert api.get(url).json()["callback"] == {
        "url": f"{put_server.url}/done?x=1",
        "state": "delivered",
        "attempts": 2,
        "next_at": None,
        "error": "",
    }


def test_a_redirect_is_not_followed(url: str, put_server: PutServer, drain: Drain) -> None:
    put_server.plan = [f"{put_server.url}/other"]
    drain()
    assert (put_server.requests, put_server.taken) == (1, {})


def test_each_try_waits_longer_and_the_tenth_is_the_last(url: str, put_server: PutServer, api: APIClient, drain: Drain) -> None:
    put_server.plan = [500] * 20
    drain()
    waits = []
    while Batch.objects.get().callback_state == "waiting":
        waits.append(seconds_to_next())
        due()
        tasks.sweep()
        drain()
    assert [WAITS[n] - 1 < wait <= WAITS[n] * 1.1 for n, wait in enumerate(waits)] == [True] * 9
    assert (put_server.requests, api.get(url).json()["callback"]["state"]) == (10, "failed")


def test_the_id_stays_and_the_time_is_that_of_the_attempt(
    url: str, put_server: PutServer, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, str]] = []
    sign = standard_webhooks.sign

    def note(*arguments: Any, **more: Any) -> dict[str, str]:
        sent.append(sign(*arguments, **more))
        return sent[-1]

    monkeypatch.setattr(standard_webhooks, "sign", note)
    put_server.plan = [500]
    drain()
    monkeypatch.setattr(callbacks.time, "time", lambda: 2_000_000_000.5)  # type: ignore[attr-defined]
    due()
    tasks.sweep()
    drain()
    assert (sent[0]["webhook-id"], sent[1]["webhook-timestamp"]) == (sent[1]["webhook-id"], "2000000000")
    assert sent[0]["webhook-signature"] != sent[1]["webhook-signature"]


def test_gone_is_for_good(url: str, put_server: PutServer, api: APIClient, drain: Drain) -> None:
    put_server.plan = [410]
    drain()
    assert (api.get(url).json()["callback"]["state"], api.get(url).json()["callback"]["error"]) == ("failed", "The receiver answered 410.")


@pytest.mark.parametrize("status", [429, 503])
def test_the_receiver_may_ask_for_time(url: str, put_server: PutServer, drain: Drain, status: int) -> None:
    put_server.plan, put_server.retry_after = [status], "120"
    drain()
    assert 118 < seconds_to_next() <= 120


def test_only_who_is_busy_may_ask_for_time(url: str, put_server: PutServer, drain: Drain) -> None:
    put_server.plan, put_server.retry_after = [500], "120"
    drain()
    assert seconds_to_next() < 6


def test_an_address_that_is_not_public_is_refused_for_good(
    url: str, put_server: PutServer, api: APIClient, drain: Drain, settings: Any
) -> None:
    from evalplatform import outbound

    settings.OUTBOUND_ALLOW = outbound.Allowed()
    drain()
    found = api.get(url).json()["callback"]
    assert (found["state"], "OUTBOUND_ALLOW" in found["error"], put_server.requests) == ("failed", True, 0)


def test_a_slow_receiver_is_not_waited_for(
    url: str, put_server: PutServer, api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "SECONDS", 0.3)
    put_server.plan = ["slow"]
    drain()
    assert (api.get(url).json()["callback"]["state"], "no whole answer" in api.get(url).json()["callback"]["error"]) == ("waiting", True)


def test_a_worker_that_dies_in_the_attempt(
    url: str, put_server: PutServer, api: APIClient, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(batch: Batch) -> None:
        raise SystemExit

    monkeypatch.setattr(callbacks, "_attempt", die)
    with pytest.raises(SystemExit):
        drain()
    monkeypatch.undo()
    assert callbacks.sweep() == 0
    Batch.objects.update(callback_next_at=timezone.now() - callbacks.LEASE + timedelta(minutes=3))
    callbacks.call_back(Batch.objects.get().id)
    assert (api.get(url).json()["callback"]["attempts"], put_server.requests) == (2, 1)


def test_a_secret_that_is_changed_signs_beside_the_old_one(
    url: str, api: APIClient, put_server: PutServer, secret: str, drain: Drain
) -> None:
    new = api.post("/api/external/callbacks/secret").json()["secret"]
    drain()
    body, headers = put_server.taken["/done?x=1"], put_server.headers["/done?x=1"]
    assert [standard_webhooks.verify(body, headers, secrets=[one], now=time.time())[:6] for one in (new, secret)] == ["batch_"] * 2
    CallbackSecret.objects.update(previous_until=timezone.now())
    assert callback_secrets.signing(CallbackSecret.objects.get().project_id) == [new]


def test_no_secret_stands_in_a_stored_answer(api: APIClient) -> None:
    answers = [api.post("/api/external/callbacks/secret", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert b"whsec_" not in bytes(IdempotencyRecord.objects.get().body)
