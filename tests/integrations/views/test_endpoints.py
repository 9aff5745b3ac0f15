from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.models import Endpoint
from tests.integrations.receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/integrations/endpoints"
BODY = {"kind": "standard", "url": "https://hooks.example/x", "event_types": ["gate.failed"], "headers": {"X-Token": "h0p"}}
Drain = Callable[[], None]


@pytest.fixture
def made(api: APIClient) -> Any:
    return api.post(URL, BODY, format="json")


def test_the_secret_is_shown_once_and_kept_nowhere_on_the_way(made: Any, api: APIClient) -> None:
    body = made.json()
    assert (made.status_code, made["Location"], made["Cache-Control"]) == (201, f"{URL}/{body['id']}", "no-store")
    assert body["secret"].startswith("whsec_")
    shown = api.get(made["Location"]).json()
    assert shown == {key: value for key, value in body.items() if key != "secret"}


def test_all_that_is_known_is_shown_and_nothing_secret(made: Any, api: APIClient) -> None:
    shown = api.get(made["Location"]).json()
    times = {"created_at", "updated_at"}
    assert {key: value for key, value in shown.items() if key not in times} == {
        "id": made.json()["id"],
        "kind": "standard",
        "description": "",
        "url": "https://hooks.example/x",
        "recipients": [],
        "event_types": ["gate.failed"],
        "filter": {},
        "headers": ["X-Token"],
        "payload_version": 1,
        "state": "active",
        "reason": "",
        "former_secret_until": None,
        "failing_since": None,
        "last_success_at": None,
        "last_failure_at": None,
        "last_error": "",
    }
    assert "h0p" not in api.get(URL).content.decode()


def test_an_object_that_has_not_changed_is_not_sent_again(made: Any, api: APIClient) -> None:
    tag = api.get(made["Location"])["ETag"]
    assert api.get(made["Location"], headers={"If-None-Match": tag}).status_code == 304
    api.patch(made["Location"], {"description": "new"}, format="json")
    assert api.get(made["Location"], headers={"If-None-Match": tag}).status_code == 200


def test_what_is_wrong_is_pointed_to(api: APIClient) -> None:
    answer = api.post(URL, {**BODY, "event_types": ["export.flown"], "filter": {"verdict": "x"}}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/event_types/0", "unknown_event_type"),
        ("/filter/verdict", "wrong_type"),
    ]
    assert Endpoint.objects.count() == 0


def test_rotation_says_until_when_both_sign(made: Any, api: APIClient) -> None:
    answer = api.post(f"{made['Location']}/rotate", {"overlap_seconds": 60}, format="json")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json()["secret"] != made.json()["secret"]
    assert answer.json()["former_secret_until"] is not None
    assert api.post(f"{made['Location']}/rotate").json()["former_secret_until"] is not None


def test_a_test_is_followed_to_its_end(api: APIClient, receiver: Receiver, drain: Drain) -> None:
    made = api.post(URL, {"kind": "standard", "url": f"{receiver.url}/a"}, format="json")
    answer = api.post(f"{made['Location']}/test")
    assert (answer.status_code, answer.json()["state"], answer.json()["type"]) == (202, "waiting", "endpoint.test")
    drain()
    ended = api.get(answer["Location"]).json()
    assert (ended["state"], [one["status"] for one in ended["history"]]) == ("delivered", [200])
    assert ended["payload"] == {"endpoint": made.json()["id"]}


def test_recovery_says_how_many(made: Any, api: APIClient) -> None:
    answer = api.post(f"{made['Location']}/recover", {"since": "2026-01-01T00:00:00Z"}, format="json")
    assert (answer.status_code, answer.json()) == (202, {"deliveries": 0, "has_more": False})


def test_who_is_deleted_is_not_found(made: Any, api: APIClient) -> None:
    assert api.delete(made["Location"]).status_code == 204
    assert [api.get(made["Location"]).status_code, api.get(URL).json()["results"]] == [404, []]


def test_a_stranger_sees_and_changes_nothing(made: Any, stranger: APIClient) -> None:
    place = made["Location"]
    answers = [
        stranger.get(place),
        stranger.patch(place, {"state": "paused"}, format="json"),
        stranger.delete(place),
        *(stranger.post(f"{place}/{what}", {"since": "2026-01-01T00:00:00Z"}, format="json") for what in ("rotate", "test", "recover")),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert stranger.get(URL).json()["results"] == []
    assert Endpoint.objects.get().state == "active"
