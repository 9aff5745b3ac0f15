from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.errors import Conflict, InvalidInput, NotFound
from evalplatform.projects.models import Project
from integrations import tasks
from integrations.models import Delivery, Endpoint
from integrations.webhooks import claiming, endpoints, replaying
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
LONG_AGO = {"since": "2026-01-01T00:00:00Z"}


@pytest.fixture
def delivered(project: Project, add_endpoint: AddEndpoint, drain: Drain) -> Delivery:
    add_endpoint()
    happen(project)
    drain()
    return Delivery.objects.get()


def test_once_more_is_a_new_delivery_of_the_same_message(delivered: Delivery, receiver: Receiver, drain: Drain) -> None:
    again = replaying.redeliver(delivered)
    drain()
    assert (again.id != delivered.id, again.replay, again.event_id) == (True, 1, delivered.event_id)
    assert receiver.ids("/a") == [f"evt_{delivered.event_id}"] * 2
    assert replaying.redeliver(delivered).replay == 2


def test_what_waits_for_its_next_attempt_is_tried_at_once(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain
) -> None:
    receiver.plan = lambda path, time: 500 if time == 1 else 200
    add_endpoint()
    happen(project)
    drain()
    waiting = Delivery.objects.get()
    assert replaying.redeliver(waiting).id == waiting.id
    drain()
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("delivered", 2)


def test_what_is_on_its_way_is_not_sent_beside_itself(project: Project, add_endpoint: AddEndpoint) -> None:
    endpoint = add_endpoint()
    happen(project)
    tasks.fan_out()
    (claimed,) = claiming.claim({endpoint.id: 5})
    replaying.redeliver(Delivery.objects.get())
    assert (claiming.claim({endpoint.id: 5}), Delivery.objects.count(), claimed.number) == ([], 1, 1)


def test_many_who_want_it_again_at_once_each_get_a_delivery(delivered: Delivery) -> None:
    def again() -> None:
        try:
            replaying.redeliver(delivered)
        finally:
            connection.close()

    threads = [Thread(target=again) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Delivery.objects.values_list("replay", flat=True)) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("state", ["paused", "disabled"])
def test_nothing_is_sent_to_who_is_not_active(delivered: Delivery, state: str) -> None:
    Endpoint.objects.update(state=state, reason="gone" if state == "disabled" else "")
    endpoint = Endpoint.objects.get()
    for refused in (
        lambda: replaying.redeliver(delivered),
        lambda: replaying.recover(endpoint, body=LONG_AGO),
        lambda: replaying.send_test(endpoint),
    ):
        with pytest.raises(Conflict) as caught:
            refused()
        assert caught.value.code == "endpoint_not_active"
    assert Delivery.objects.count() == 1


def test_nothing_is_sent_to_who_was_deleted(delivered: Delivery) -> None:
    endpoints.delete(Endpoint.objects.get())
    with pytest.raises(Conflict) as caught:
        replaying.redeliver(delivered)
    assert caught.value.code == "endpoint_deleted"


def test_what_was_missed_while_it_was_disabled_is_recovered_and_nothing_else(
    project: Project, delivered: Delivery, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain
) -> None:
    endpoint = Endpoint.objects.get()
    Endpoint.objects.update(state="disabled", reason="gone")
    missed = [happen(project) for _ in range(3)]
    drain()
    endpoints.update(endpoint, body={"state": "active"})
    assert replaying.recover(endpoint, body=LONG_AGO) == replaying.Recovered(3, has_more=False)
    assert replaying.recover(endpoint, body=LONG_AGO) == replaying.Recovered(0, has_more=False)
    drain()
    assert sorted(receiver.ids("/a")) == [f"evt_{id}" for id in sorted([delivered.event_id, *(one.id for one in missed)])]


def test_what_was_given_up_is_recovered(delivered: Delivery, receiver: Receiver, drain: Drain) -> None:
    Delivery.objects.update(state="failed", reason="given_up")
    endpoint = Endpoint.objects.get()
    assert replaying.recover(endpoint, body=LONG_AGO).deliveries == 1
    drain()
    assert receiver.asked["/a"] == 2
    assert replaying.recover(endpoint, body=LONG_AGO).deliveries == 0


def test_what_happened_before_the_time_is_left_alone(project: Project, add_endpoint: AddEndpoint, drain: Drain) -> None:
    happen(project)
    drain()
    endpoint = add_endpoint()
    later = (timezone.now() + timedelta(seconds=1)).isoformat()
    assert replaying.recover(endpoint, body={"since": later}).deliveries == 0
    assert replaying.recover(endpoint, body={"since": "0001-01-01T00:00:00Z"}).deliveries == 1


def test_types_filter_and_project_hold_for_recovery_too(
    project: Project, stranger_project: Project, add_endpoint: AddEndpoint, drain: Drain
) -> None:
    happen(stranger_project, "export.expired")
    happen(project)
    happen(project, "export.expired")
    happen(project, "export.expired", export="another")
    drain()
    endpoint = add_endpoint(event_types=["export.expired"], filter={"export": ["another"]})
    assert replaying.recover(endpoint, body=LONG_AGO).deliveries == 1


def test_a_great_many_take_several_calls(
    project: Project, add_endpoint: AddEndpoint, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "MOST_AT_ONCE", 2)
    for _ in range(3):
        happen(project)
    drain()
    endpoint = add_endpoint()
    found = [replaying.recover(endpoint, body=LONG_AGO) for _ in range(3)]
    assert [(one.deliveries, one.has_more) for one in found] == [(2, True), (1, False), (0, False)]


@pytest.mark.parametrize(
    "body",
    [{}, {"since": None}, {"since": "yesterday"}, {"since": "2026-11-23T06:00:00"}, {"since": 5}, {"since": "2026-13-45T00:00:00Z"}],
    ids=str,
)
def test_a_time_without_a_zone_is_none(add_endpoint: AddEndpoint, body: Any) -> None:
    endpoint = add_endpoint()
    with pytest.raises(InvalidInput) as caught:
        replaying.recover(endpoint, body=body)
    assert [one.pointer for one in caught.value.problems] == ["/since"]


def test_a_test_goes_to_one_endpoint_whatever_it_listens_to(add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    endpoint = add_endpoint(event_types=["gate.failed"])
    add_endpoint("/b")
    replaying.send_test(endpoint)
    drain()
    assert (receiver.asked, b'"type":"endpoint.test"' in receiver.accepted[0].body) == ({"/a": 1}, True)


def test_a_stranger_finds_no_delivery(delivered: Delivery, stranger_project: Project) -> None:
    with pytest.raises(NotFound):
        replaying.find(stranger_project.id, delivered.id)
