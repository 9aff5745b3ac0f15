from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from evalplatform.events.models import Event
from evalplatform.projects.models import Project, Role
from integrations.models import Delivery, Endpoint
from integrations.webhooks import endpoints, fan_out, keeping, switching
from tests.external_api.people import person
from tests.integrations.conftest import happen

pytestmark = pytest.mark.django_db(transaction=True)
Sent = list[tuple[str, list[str]]]


@pytest.fixture
def endpoint(project: Project) -> Endpoint:
    made = endpoints.create(
        project_id=project.id, body={"kind": "standard", "url": "https://hooks.example/a", "description": "ours"}
    ).endpoint
    happen(project)
    fan_out.fan_out()
    return made


@pytest.fixture
def admin(project: Project, stranger_project: Project, settings: Any) -> str:
    settings.EMAIL_URL = "smtp://localhost"
    for name, role, of in (("boss", Role.ADMIN, project), ("viewer", Role.VIEWER, project), ("stranger", Role.ADMIN, stranger_project)):
        someone = person(name, (of, role))
        someone.email = f"{name}@x.example"
        someone.save()
    return "boss@x.example"


def test_it_is_switched_off_once(endpoint: Endpoint, project: Project, jobs_sent: Sent) -> None:
    assert [switching.switch_off(endpoint.id, "gone"), switching.switch_off(endpoint.id, "failing")] == [True, False]
    kept = Endpoint.objects.get()
    assert (kept.state, kept.reason, Delivery.objects.get().reason) == ("disabled", "gone", "endpoint_disabled")
    event = Event.objects.get(type="endpoint.disabled")
    assert (event.project, event.payload) == (project, {"endpoint": str(endpoint.id), "reason": "gone"})
    assert jobs_sent.count(("integrations.tell_admins", [str(endpoint.id)])) == 1


def test_admins_of_the_project_are_told_once(endpoint: Endpoint, admin: str) -> None:
    switching.switch_off(endpoint.id, "failing")
    switching.tell_admins(endpoint.id)
    switching.tell_admins(endpoint.id)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([admin], "[evalplatform] ours: an endpoint was switched off")
    assert "https://hooks.example/a (ours)" in sent.body
    assert "in the last 5 days" in sent.body


def test_who_is_active_is_told_nothing_of(endpoint: Endpoint, admin: str) -> None:
    switching.tell_admins(endpoint.id)
    assert mail.outbox == []


def test_without_a_mail_server_nobody_is_told_and_nothing_is_owed(endpoint: Endpoint, admin: str, settings: Any) -> None:
    settings.EMAIL_URL = ""
    switching.switch_off(endpoint.id, "gone")
    switching.tell_admins(endpoint.id)
    assert (mail.outbox, switching.owed()) == ([], [])


def test_a_mail_that_was_not_sent_is_still_owed_and_found_again(
    endpoint: Endpoint, admin: str, monkeypatch: pytest.MonkeyPatch, jobs_sent: Sent
) -> None:
    switching.switch_off(endpoint.id, "gone")
    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", lambda _: _refuse())
        switching.tell_admins(endpoint.id)
    jobs_sent.clear()
    keeping.purge()
    assert (switching.owed(), jobs_sent) == ([endpoint.id], [("integrations.tell_admins", [str(endpoint.id)])])
    switching.tell_admins(endpoint.id)
    assert (len(mail.outbox), switching.owed()) == (1, [])


def _refuse() -> None:
    raise ConnectionRefusedError


def test_who_fails_for_less_than_five_days_stays(endpoint: Endpoint) -> None:
    Endpoint.objects.update(failing_since=timezone.now() - switching.PATIENCE / 2)
    switching.switch_off_failing([endpoint.id])
    assert Endpoint.objects.get().state == "active"
