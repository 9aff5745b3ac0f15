"""Whoever dies, and whenever: every event arrives at least once."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError

from evalplatform.projects.models import Project
from integrations import tasks
from integrations.models import Attempt, Delivery
from integrations.webhooks import claiming, delivering, noting
from integrations.webhooks.delivering import Sender
from integrations.webhooks.outcome import Outcome
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


@pytest.fixture
def sender() -> Iterator[Sender]:
    made = Sender()
    yield made
    made.close()


@pytest.fixture
def claimed(project: Project, add_endpoint: AddEndpoint) -> claiming.Claimed:
    """An attempt whose worker died before its end."""
    endpoint = add_endpoint()
    happen(project)
    tasks.fan_out()
    (found,) = claiming.claim({endpoint.id: 1})
    return found


def lease_over() -> None:
    from django.utils import timezone

    Delivery.objects.update(next_attempt_at=timezone.now())


def test_what_somebody_has_claimed_nobody_else_gets(claimed: claiming.Claimed, receiver: Receiver) -> None:
    tasks.deliver()
    assert (claiming.claim({claimed.endpoint: 1}), claiming.endpoints_due(), receiver.asked["/a"]) == ([], [], 0)


def test_after_the_lease_another_attempt_is_made_and_the_first_is_called_lost(claimed: claiming.Claimed, receiver: Receiver) -> None:
    lease_over()
    tasks.deliver()
    attempts = list(Attempt.objects.order_by("number").values_list("number", "code", "status"))
    assert (attempts, Delivery.objects.get().state, receiver.asked["/a"]) == ([(1, "lost", None), (2, "", 200)], "delivered", 1)


def test_a_late_end_of_a_lost_attempt_does_not_undo_the_newer_one(claimed: claiming.Claimed) -> None:
    lease_over()
    tasks.deliver()
    noting.note([noting.Landed(claimed, Outcome("no_answer", "too late"))])
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("delivered", 2)


def test_a_row_of_the_attempt_stands_before_the_request_leaves(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain
) -> None:
    seen: list[Any] = []
    receiver.plan = lambda path, time: seen.append(1) or 200  # type: ignore[func-returns-value]
    add_endpoint()
    happen(project)
    tasks.fan_out()
    found: list[int] = []
    original = delivering._calls

    def look(claimed: Any) -> Any:
        found.append(Attempt.objects.filter(finished_at__isnull=True).count())
        return original(claimed)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivering, "_calls", look)
        tasks.deliver()
    assert (found[0], seen) == (1, [1])


def test_what_has_landed_is_written_when_the_database_is_back(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_endpoint()
    happen(project)
    tasks.fan_out()
    with monkeypatch.context() as patched:
        patched.setattr(noting, "note", lambda landed: _away() if landed else None)
        with pytest.raises(OperationalError):
            sender.deliver()
    assert (receiver.asked["/a"], Delivery.objects.get().state) == (1, "waiting")
    sender.deliver()
    assert (receiver.asked["/a"], Delivery.objects.get().state) == (1, "delivered")


def _away() -> None:
    raise OperationalError("the server closed the connection")


def test_what_is_under_way_at_the_end_of_a_turn_is_written_by_the_next(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, sender: Sender
) -> None:
    receiver.plan = lambda path, time: 0.5
    add_endpoint()
    happen(project)
    tasks.fan_out()
    assert (sender.deliver(seconds=0), Delivery.objects.get().state) == (True, "waiting")
    assert (sender.deliver(), Delivery.objects.get().state, receiver.asked["/a"]) == (False, "delivered", 1)


def test_a_second_thread_tells_the_first_to_look_again(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, sender: Sender
) -> None:
    receiver.plan = lambda path, time: 0.5
    add_endpoint()
    happen(project)
    tasks.fan_out()
    answers: list[bool] = []

    def second() -> None:
        while not receiver.asked["/a"]:
            time.sleep(0.01)
        answers.append(sender.deliver())

    thread = threading.Thread(target=second)
    thread.start()
    sender.deliver()
    thread.join()
    assert (answers, Delivery.objects.get().state) == ([False], "delivered")


def test_the_task_puts_what_is_left_after_its_turn_back_on_the_queue(
    monkeypatch: pytest.MonkeyPatch, jobs_sent: list[tuple[str, list[str]]], db: None
) -> None:
    class Busy:
        def deliver(self) -> bool:
            return True

    monkeypatch.setattr(delivering, "_sender", Busy())
    tasks.deliver()
    assert jobs_sent == [("integrations.deliver", [])]
