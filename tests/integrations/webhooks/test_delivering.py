import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from evalplatform import standard_webhooks
from evalplatform.projects.models import Project
from integrations import tasks
from integrations.models import Attempt, Delivery, Endpoint
from integrations.webhooks import addressing, endpoints
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


def due() -> None:
    Delivery.objects.filter(state="waiting").update(next_attempt_at=timezone.now())


def seconds_to_next() -> float:
    next_at = Delivery.objects.get().next_attempt_at
    assert next_at is not None
    return (next_at - timezone.now()).total_seconds()


def test_an_event_arrives_signed(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    endpoint = add_endpoint(headers={"X-Team": "quality"})
    event = happen(project)
    drain()
    (arrived,) = receiver.accepted
    assert json.loads(arrived.body) == {
        "type": "export.cancelled",
        "timestamp": event.created_at.isoformat().replace("+00:00", "Z"),
        "data": event.payload,
        "id": f"evt_{event.id}",
        "project": str(project.id),
    }
    secrets = addressing.secrets_of(endpoint)
    assert standard_webhooks.verify(arrived.body, arrived.headers, secrets=secrets, now=time.time()) == f"evt_{event.id}"
    assert (arrived.headers["x-team"], arrived.headers["content-type"]) == ("quality", "application/json")
    delivery, attempt = Delivery.objects.get(), Attempt.objects.get()
    assert (delivery.state, delivery.attempts, attempt.number, attempt.status, attempt.code) == ("delivered", 1, 1, 200, "")


def test_a_second_message_sends_nothing_twice(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    add_endpoint()
    happen(project)
    drain()
    tasks.fan_out()
    tasks.deliver()
    tasks.sweep()
    drain()
    assert receiver.asked["/a"] == 1


@pytest.mark.parametrize("plan", [500, 404, 302, 101, "cut", "http://127.0.0.1:1/elsewhere"], ids=str)
def test_whatever_is_not_2xx_is_tried_again(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain, plan: int | str
) -> None:
    receiver.plan = lambda path, time: plan if time == 1 else 204
    endpoint = add_endpoint()
    happen(project)
    drain()
    endpoint.refresh_from_db()
    assert (Delivery.objects.get().state, 4 < seconds_to_next() < 6) == ("waiting", True)
    assert endpoint.failing_since is not None
    due()
    tasks.sweep()
    drain()
    endpoint.refresh_from_db()
    assert (Delivery.objects.get().state, receiver.asked["/a"], Endpoint.objects.get().failing_since) == ("delivered", 2, None)
    assert [one.code != "" for one in Attempt.objects.order_by("number")] == [True, False]


def test_each_try_waits_longer_and_the_tenth_is_the_last(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain
) -> None:
    receiver.plan = lambda path, time: 500
    add_endpoint()
    happen(project)
    drain()
    waits = []
    while Delivery.objects.get().state == "waiting":
        waits.append(seconds_to_next())
        due()
        tasks.deliver()
    waited = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    assert [low - 1 < wait <= low * 1.1 for low, wait in zip(waited, waits, strict=True)] == [True] * 9
    assert (receiver.asked["/a"], Delivery.objects.get().reason) == (10, "given_up")


@pytest.mark.parametrize("status", [429, 503])
def test_the_receiver_may_ask_for_a_longer_wait(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain, status: int
) -> None:
    receiver.plan, receiver.headers = lambda path, time: status, {"Retry-After": "120"}
    add_endpoint()
    happen(project)
    drain()
    assert 118 < seconds_to_next() <= 120


def test_the_first_kilobyte_of_the_answer_is_kept(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    receiver.plan, receiver.answer = lambda path, time: 500, b"\0\xff" + b"x" * 5000
    add_endpoint()
    happen(project)
    drain()
    attempt = Attempt.objects.get()
    assert (attempt.answer, attempt.status) == ("\ufffd\ufffd" + "x" * 1022, 500)
    assert attempt.message == "The receiver answered 500: only 2xx is success."


def test_who_is_gone_hears_nothing_more(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    receiver.plan = lambda path, time: 410
    endpoint, other = add_endpoint(event_types=["export.cancelled"]), add_endpoint("/b", event_types=["endpoint.disabled"])
    happen(project)
    receiver.plan = lambda path, time: 410 if path == "/a" else 200
    drain()
    happen(project)
    drain()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.reason, receiver.asked["/a"]) == ("disabled", "gone", 1)
    (told,) = receiver.accepted
    assert json.loads(told.body)["data"] == {"endpoint": str(endpoint.id), "reason": "gone"}
    assert Delivery.objects.filter(endpoint=other).count() == 1


@pytest.mark.parametrize(("days", "state"), [(4.9, "active"), (5.1, "disabled")])
def test_five_days_of_failure_switch_it_off(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain, days: float, state: str
) -> None:
    receiver.plan = lambda path, time: 500
    endpoint = add_endpoint()
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=days))
    happen(project)
    drain()
    endpoint.refresh_from_db()
    assert (endpoint.state, Delivery.objects.get().state) == (state, "failed" if state == "disabled" else "waiting")


def test_who_is_paused_gets_it_later(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    endpoint = add_endpoint()
    endpoints.update(endpoint, body={"state": "paused"})
    happen(project)
    drain()
    assert (receiver.asked["/a"], Delivery.objects.get().state) == (0, "waiting")
    endpoints.update(endpoint, body={"state": "active"})
    drain()
    assert (receiver.asked["/a"], Delivery.objects.get().state) == (1, "delivered")


def test_an_address_inside_is_refused(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain, settings: object
) -> None:
    from evalplatform import outbound

    settings.OUTBOUND_ALLOW = outbound.Allowed()  # type: ignore[attr-defined]
    add_endpoint()
    happen(project)
    drain()
    assert (Attempt.objects.get().code, receiver.asked["/a"]) == ("address_refused", 0)


def test_a_secret_that_is_lost_is_said_and_sends_nothing(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain
) -> None:
    add_endpoint()
    Endpoint.objects.update(sealed_secret="gibberish")
    happen(project)
    drain()
    assert (Attempt.objects.get().code, receiver.asked["/a"], Delivery.objects.get().state) == ("secret_lost", 0, "waiting")
