from collections.abc import Callable

import pytest

from evalplatform.projects.models import Project
from integrations import tasks
from integrations.models import Delivery
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_event_whose_message_was_lost_is_found_by_the_sweep(
    project: Project, add_endpoint: AddEndpoint, receiver: Receiver, jobs_sent: list[tuple[str, list[str]]], drain: Callable[[], None]
) -> None:
    add_endpoint()
    happen(project)
    jobs_sent.clear()
    tasks.sweep()
    assert jobs_sent == [("integrations.fan_out", [])]
    tasks.fan_out()
    jobs_sent.clear()
    tasks.sweep()
    assert jobs_sent == [("integrations.deliver", [])]
    drain()
    tasks.sweep()
    assert (jobs_sent, receiver.asked["/a"], Delivery.objects.get().state) == ([], 1, "delivered")
