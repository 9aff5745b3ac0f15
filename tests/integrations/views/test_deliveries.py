from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from integrations.models import Delivery
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/integrations/deliveries"
Drain = Callable[[], None]


@pytest.fixture
def delivered(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> str:
    """The address of a delivery; another one, of another type, has failed to reach another endpoint."""
    receiver.plan, receiver.answer = lambda path, time: 500 if path == "/b" else 200, b"thanks"
    add_endpoint(event_types=["export.cancelled"])
    add_endpoint("/b", event_types=["export.expired"])
    happen(project)
    happen(project, "export.expired")
    drain()
    return f"{URL}/{Delivery.objects.get(state='delivered').id}"


def test_one_delivery_with_its_attempts(delivered: str, api: APIClient) -> None:
    body = api.get(delivered).json()
    assert (body["state"], body["type"], body["attempts"], body["replay"], body["reason"]) == ("delivered", "export.cancelled", 1, 0, "")
    (attempt,) = body["history"]
    assert (attempt["number"], attempt["status"], attempt["code"], attempt["answer"]) == (1, 200, "", "thanks")


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("", ["export.expired", "export.cancelled"]),
        ("?order=oldest", ["export.cancelled", "export.expired"]),
        ("?state=delivered", ["export.cancelled"]),
        ("?state=waiting", ["export.expired"]),
        ("?state=failed", []),
        ("?type=export.expired", ["export.expired"]),
        ("?type=export.expired&state=delivered", []),
        ("?endpoint=0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e90", []),
    ],
    ids=str,
)
def test_the_list_can_be_narrowed(delivered: str, api: APIClient, query: str, types: list[str]) -> None:
    assert [one["type"] for one in api.get(URL + query).json()["results"]] == types


def test_the_list_of_an_endpoint(delivered: str, api: APIClient) -> None:
    endpoint = api.get(delivered).json()["endpoint"]
    assert [one["endpoint"] for one in api.get(f"{URL}?endpoint={endpoint}").json()["results"]] == [endpoint]


@pytest.mark.parametrize("query", ["state=lost", "type=export.flown", "endpoint=x", "nonsense=1"])
def test_what_cannot_be_asked(api: APIClient, query: str) -> None:
    answer = api.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


def test_once_more(delivered: str, api: APIClient, receiver: Receiver, drain: Drain) -> None:
    answer = api.post(f"{delivered}/redeliver")
    assert (answer.status_code, answer.json()["replay"], answer["Location"]) == (202, 1, f"{URL}/{answer.json()['id']}")
    drain()
    assert api.get(answer["Location"]).json()["state"] == "delivered"
    assert receiver.asked["/a"] == 2


def test_a_stranger_sees_nothing(delivered: str, stranger: APIClient) -> None:
    answers = [stranger.get(delivered), stranger.post(f"{delivered}/redeliver")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (stranger.get(URL).json()["results"], Delivery.objects.count()) == ([], 2)
