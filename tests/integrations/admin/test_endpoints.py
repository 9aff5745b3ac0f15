import html
import re
from typing import Any

import pytest
from django.test import Client

from evalplatform.projects.models import Project
from integrations.models import Delivery, Endpoint, EndpointState
from integrations.webhooks import addressing, endpoints
from tests.evalplatform.backoffice.conftest import page, said, send, status
from tests.integrations.conftest import happen

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, ADD, STEP = (f"integrations_endpoint_{name}" for name in ("changelist", "change", "add", "step"))
URL = "https://example.com/hooks?token=hidden"
NEW = {"kind": "standard", "url": URL, "description": "ours", "event_types": ["export.completed"], "headers": "X-Team: blue:1\nX-Key: k"}


@pytest.fixture
def endpoint(project: Project) -> Endpoint:
    return endpoints.create(project_id=project.id, body={"kind": "standard", "url": URL, "headers": {"X-Team": "blue"}}).endpoint


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 400
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_a_new_one_shows_its_secret_once(boss: Client) -> None:
    answer = send(boss, ADD, **NEW, filter='{"export": ["x"]}')
    (secret,) = re.findall(r'value="(whsec_[^"]+)"', answer.content.decode())
    made = Endpoint.objects.get()
    assert addressing.secrets_of(made) == (html.unescape(secret),)
    assert addressing.headers_of(made) == {"X-Team": "blue:1", "X-Key": "k"}
    assert (made.event_types, made.filter) == (["export.completed"], {"export": ["x"]})
    for shown in (page(boss, LIST), page(boss, ONE, made.id), page(boss, STEP, made.id, "change")):
        assert "token=hidden" not in shown
        assert "blue:1" not in shown
        assert secret not in shown


def test_what_is_wrong_stands_at_its_field(boss: Client) -> None:
    assert errors(send(boss, ADD, kind="standard", url=URL, headers="nonsense", filter="{")) == {
        "headers": ["Each line is Name: value."],
        "filter": ["This is not JSON: unexpected end of data: line 1 column 2 (char 1)."],
    }
    assert list(errors(send(boss, ADD, kind="standard", url="ftp://x"))) == ["url"]
    assert list(errors(send(boss, ADD, kind="slack", url=URL, headers="X-Team: blue"))) == ["headers"]
    assert list(errors(send(boss, ADD, kind="email"))) == ["recipients"]
    assert not Endpoint.objects.exists()


def test_change_leaves_what_was_left_empty(boss: Client, endpoint: Endpoint) -> None:
    send(boss, STEP, endpoint.id, "change", description="new", event_types=["export.failed", "gate.failed"])
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.event_types, addressing.url_of(endpoint)) == ("new", ["export.failed", "gate.failed"], URL)
    assert addressing.headers_of(endpoint) == {"X-Team": "blue"}
    send(boss, STEP, endpoint.id, "change", forget_headers="on")
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.event_types, addressing.headers_of(endpoint)) == ("", ["*"], {})


def test_stored_headers_do_not_go_to_another_host(boss: Client, endpoint: Endpoint) -> None:
    assert list(errors(send(boss, STEP, endpoint.id, "change", url="https://elsewhere.example/"))) == ["headers"]


def test_a_chat_has_the_fields_that_fit(boss: Client, project: Project) -> None:
    chat = endpoints.create(project_id=project.id, body={"kind": "slack", "url": "https://hooks.slack.example/a/b"}).endpoint
    shown = page(boss, STEP, chat.id, "change")
    assert 'name="url"' in shown
    assert 'name="headers"' not in shown
    assert status(boss, STEP, chat.id, "rotate") == 404


def test_rotate_at_once_or_with_an_overlap(boss: Client, endpoint: Endpoint) -> None:
    (first,) = addressing.secrets_of(endpoint)
    answer = send(boss, STEP, endpoint.id, "rotate", overlap_seconds="86400")
    endpoint.refresh_from_db()
    second, former = addressing.secrets_of(endpoint)
    assert (former, html.escape(second) in answer.content.decode()) == (first, True)
    send(boss, STEP, endpoint.id, "rotate", overlap_seconds="0")
    endpoint.refresh_from_db()
    assert len(addressing.secrets_of(endpoint)) == 1
    assert list(errors(send(boss, STEP, endpoint.id, "rotate", overlap_seconds="-1"))) == ["overlap_seconds"]


def test_switch_off_and_on(boss: Client, endpoint: Endpoint) -> None:
    assert status(boss, STEP, endpoint.id, "switch-on") == 404
    assert said(boss, send(boss, STEP, endpoint.id, "switch-off")) == ["The endpoint is paused."]
    assert (status(boss, STEP, endpoint.id, "test"), status(boss, STEP, endpoint.id, "recover")) == (404, 404)
    Endpoint.objects.update(state=EndpointState.DISABLED, reason="failing")
    send(boss, STEP, endpoint.id, "switch-on")
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.reason) == (EndpointState.ACTIVE, "")


def test_a_test_leads_to_its_delivery(boss: Client, endpoint: Endpoint) -> None:
    answer = send(boss, STEP, endpoint.id, "test")
    sent = Delivery.objects.select_related("event").get()
    assert (answer["Location"], sent.event.type) == (f"/admin/integrations/delivery/{sent.id}/change/", "endpoint.test")


def test_recover_since(boss: Client, endpoint: Endpoint, project: Project) -> None:
    assert errors(send(boss, STEP, endpoint.id, "recover", since="yesterday")) == {
        "since": ["since is a time with its zone, such as 2026-11-23T06:00:00Z."]
    }
    happen(project)
    words = said(boss, send(boss, STEP, endpoint.id, "recover", since="2026-01-01T00:00:00Z"))
    assert words == ["0 events that it missed are sent to it."]  # it has no position yet: it will be handed on anyway


def test_delete(boss: Client, endpoint: Endpoint) -> None:
    assert said(boss, send(boss, STEP, endpoint.id, "delete")) == ["The endpoint is deleted."]
    assert (Endpoint.objects.get().sealed_secret, status(boss, ONE, endpoint.id)) == ("", 404)


def test_a_viewer_sees_and_changes_nothing(viewer: Client, endpoint: Endpoint) -> None:
    assert "https://example.com/hooks" in page(viewer, LIST) + page(viewer, ONE, endpoint.id)
    assert "/do/" not in page(viewer, ONE, endpoint.id)
    names = ("change", "switch-off", "test", "recover", "rotate", "delete")
    assert [status(viewer, STEP, endpoint.id, name) for name in names] == [404] * 6
    assert status(viewer, ADD) == 403


def test_a_stranger_sees_nothing(outsider: Client, endpoint: Endpoint) -> None:
    assert "example.com" not in page(outsider, LIST)
    assert (status(outsider, ONE, endpoint.id), status(outsider, STEP, endpoint.id, "delete")) == (404, 404)
