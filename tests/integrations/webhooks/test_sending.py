import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from standardwebhooks import Webhook, WebhookVerificationError

from evalplatform import outbound, standard_webhooks
from evalplatform.projects.models import Project
from integrations import tasks
from integrations.models import Attempt, Delivery
from integrations.webhooks import addressing, endpoints, sending
from integrations.webhooks.messages import Rendered
from integrations.webhooks.sending import Outgoing, send
from tests.integrations.conftest import AddEndpoint, happen
from tests.integrations.receiver import Receiver

BODY = Rendered("application/json", b'{"a": 1}')
Drain = Callable[[], None]


def test_what_we_sign_the_published_package_verifies(project: Project, add_endpoint: AddEndpoint, receiver: Receiver, drain: Drain) -> None:
    endpoint = add_endpoint()
    first = addressing.secrets_of(endpoint)[0]
    second = endpoints.rotate(endpoint, body={}).secret
    message = Outgoing("evt_1", BODY, url=receiver.url + "/a", secrets=(second, first))
    assert send(message).is_delivered
    (arrived,) = receiver.accepted
    assert [Webhook(secret).verify(arrived.body, arrived.headers) for secret in (first, second)] == [{"a": 1}, {"a": 1}]
    with pytest.raises(WebhookVerificationError):
        Webhook(standard_webhooks.new_secret()).verify(arrived.body, arrived.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(first).verify(arrived.body + b" ", arrived.headers)


def test_headers_of_ours_win(receiver: Receiver) -> None:
    send(Outgoing("evt_1", BODY, url=receiver.url + "/a", headers={"Content-Type": "text/html", "User-Agent": "x", "X-A": "b"}))
    headers = receiver.accepted[0].headers
    assert (headers["content-type"], headers["user-agent"], headers["x-a"]) == ("application/json", "evalplatform", "b")
    assert "webhook-signature" not in headers


def test_a_receiver_that_sends_a_byte_now_and_then_is_ended(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    receiver.plan = lambda path, time: "hang"
    began = time.monotonic()
    outcome = send(Outgoing("evt_1", BODY, url=receiver.url + "/a"))
    assert (outcome.code, time.monotonic() - began < 5, outcome.seconds >= 0.3) == ("no_answer", True, True)


def test_a_mistake_of_ours_is_an_outcome_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "send", lambda *_, **__: 1 / 0)
    assert send(Outgoing("evt_1", BODY, url="https://x.example")).code == "internal_error"


def test_nothing_secret_is_in_what_is_shown_of_it() -> None:
    outgoing = Outgoing("evt_1", BODY, url="https://x.example/t0p", secrets=("whsec_t0p",), headers={"A": "t0p"})
    assert "t0p" not in repr(outgoing)


@pytest.mark.django_db(transaction=True)
def test_an_e_mail_is_sent(project: Project, settings: Any, drain: Drain) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    endpoints.create(project_id=project.id, body={"kind": "email", "recipients": ["a@b.example", "c@d.example"]})
    event = happen(project)
    drain()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["a@b.example", "c@d.example"], "[evalplatform] An export was cancelled")
    assert sent.message()["Message-ID"] == f"<evt_{event.id}@evalplatform>"
    assert (Delivery.objects.get().state, Attempt.objects.get().status) == ("delivered", None)


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_tried_again(project: Project, settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    endpoints.create(project_id=project.id, body={"kind": "email", "recipients": ["a@b.example"]})
    happen(project)
    tasks.fan_out()
    tasks.deliver()
    assert (Attempt.objects.get().code, Delivery.objects.get().state) == ("mail_refused", "waiting")
