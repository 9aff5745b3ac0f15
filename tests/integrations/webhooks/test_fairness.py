"""A slow or dead endpoint delays no other."""

from collections.abc import Iterator

import pytest

from evalplatform.projects.models import Project
from integrations import tasks
from integrations.models import Attempt, Delivery
from integrations.webhooks import sending, shares
from integrations.webhooks.delivering import Sender
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Behaviour, Receiver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender() -> Iterator[Sender]:
    made = Sender()
    yield made
    made.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 1.0)


def test_those_that_hang_hold_up_nobody(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than there are places hang until the one that is well has had everything; else they hang until their time is up."""
    monkeypatch.setattr(shares, "SLOW_SECONDS", 0.2)

    def plan(path: str, time: int) -> Behaviour:
        if path == "/well" and receiver.asked["/well"] == 20:
            receiver.released.set()
        return 200 if path == "/well" or receiver.released.is_set() else "hang"

    receiver.plan = plan
    for number in range(shares.PLACES):
        add_endpoint(f"/hangs-{number}")
    add_endpoint("/well")
    for _ in range(20):
        happen(project)
    tasks.fan_out()
    sender.deliver(seconds=15)
    assert len(set(receiver.ids("/well"))) == 20
    assert Attempt.objects.filter(message__contains="no whole answer within").count() == 0
    assert Attempt.objects.filter(code="no_answer").count() >= shares.PLACES
    assert max(receiver.most_at_once.values()) <= shares.MOST


def test_of_one_that_hangs_the_end_of_the_attempt_is_noted(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, sender: Sender, impatient: None
) -> None:
    receiver.plan = lambda path, time: "hang"
    add_endpoint()
    happen(project)
    tasks.fan_out()
    sender.deliver()
    attempt = Attempt.objects.get()
    assert attempt.finished_at is not None
    assert (attempt.code, attempt.status, Delivery.objects.get().state) == ("no_answer", None, "waiting")
    assert 1.0 <= (attempt.finished_at - attempt.started_at).total_seconds() < 3


def test_an_endpoint_is_never_sent_more_than_its_share_at_once(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, sender: Sender
) -> None:
    receiver.plan = lambda path, time: 0.01
    add_endpoint()
    for _ in range(60):
        happen(project)
    tasks.fan_out()
    sender.deliver()
    assert (len(set(receiver.ids("/a"))), 2 < receiver.most_at_once["/a"] <= shares.MOST) == (60, True)
