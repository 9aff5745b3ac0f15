from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evalplatform import standard_webhooks
from evalplatform.errors import Conflict, DomainError, InvalidInput, NotFound
from evalplatform.projects.models import Project
from integrations.models import Endpoint
from integrations.webhooks import addressing, endpoints

pytestmark = pytest.mark.django_db
URL = "https://hooks.example/x?token=t0p"
SLACK = {"kind": "slack", "url": "https://hooks.slack.com/services/T0/B0/t0p"}
OLD, NEW = "o" * 32, "n" * 32


def make(project: Project, **body: Any) -> endpoints.Made:
    return endpoints.create(project_id=project.id, body={"kind": "standard", "url": URL, **body})


def test_what_is_secret_is_sealed_and_what_is_shown_is_not(project: Project) -> None:
    made = make(project, headers={"X-Token": "h0p"})
    row = str(Endpoint.objects.values().get())
    assert (made.endpoint.url, made.endpoint.header_names) == ("https://hooks.example/x?…", ["X-Token"])
    assert [text in row for text in ("t0p", "h0p", made.secret)] == [False, False, False]
    assert addressing.url_of(made.endpoint) == URL
    assert addressing.headers_of(made.endpoint) == {"X-Token": "h0p"}
    assert addressing.secrets_of(made.endpoint) == (made.secret,)


def test_the_path_of_a_chat_is_its_secret(project: Project) -> None:
    made = endpoints.create(project_id=project.id, body=SLACK)
    assert (made.endpoint.url, made.secret, addressing.url_of(made.endpoint)) == ("https://hooks.slack.com/…", "", SLACK["url"])


def test_ones_own_secret_is_taken(project: Project) -> None:
    secret = standard_webhooks.new_secret()
    assert make(project, secret=secret).secret == secret


def test_without_a_mail_server_there_is_no_endpoint_of_e_mail(project: Project, settings: Any) -> None:
    body = {"kind": "email", "recipients": ["a@b.example"]}
    settings.EMAIL_URL = ""
    with pytest.raises(InvalidInput) as caught:
        endpoints.create(project_id=project.id, body=body)
    assert caught.value.problems[0].code == "no_mail_server"
    settings.EMAIL_URL = "smtp://localhost"
    assert endpoints.create(project_id=project.id, body=body).endpoint.recipients == ["a@b.example"]


def test_a_project_has_so_many_and_no_more(project: Project, stranger_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST", 2)
    first, _ = make(project), make(project)
    with pytest.raises(Conflict) as caught:
        make(project)
    assert caught.value.code == "too_many_endpoints"
    make(stranger_project)
    endpoints.delete(first.endpoint)
    assert make(project).endpoint.state == "active"


def test_a_change_changes_what_it_names(project: Project) -> None:
    endpoint = make(project, description="before", headers={"X-A": "1"}).endpoint
    changed = endpoints.update(endpoint, body={"event_types": ["gate.failed"], "description": None})
    assert (changed.event_types, changed.description, changed.header_names) == (["gate.failed"], "before", ["X-A"])
    assert (addressing.url_of(changed), changed.url) == (URL, "https://hooks.example/x?…")


@pytest.mark.parametrize(
    ("url", "headers", "refused"),
    [
        ("https://hooks.example/other", None, False),
        ("https://HOOKS.example/other", None, False),
        ("https://elsewhere.example/x", None, True),
        ("http://hooks.example/x", None, True),
        ("https://hooks.example:444/x", None, True),
        ("https://elsewhere.example/x", {"X-Token": "new"}, False),
        ("https://elsewhere.example/x", {}, False),
    ],
    ids=["path", "case", "host", "scheme", "port", "anew", "none"],
)
def test_stored_headers_go_to_no_other_place(project: Project, url: str, headers: Any, refused: bool) -> None:
    endpoint = make(project, headers={"X-Token": "h0p"}).endpoint
    body = {"url": url} if headers is None else {"url": url, "headers": headers}
    if refused:
        with pytest.raises(InvalidInput) as caught:
            endpoints.update(endpoint, body=body)
        assert caught.value.problems[0].code == "secrets_needed"
        assert addressing.url_of(Endpoint.objects.get()) == URL
    else:
        changed = endpoints.update(endpoint, body=body)
        assert (addressing.url_of(changed), addressing.headers_of(changed)) == (url, {"X-Token": "h0p"} if headers is None else headers)


def test_who_is_made_active_again_begins_anew(project: Project) -> None:
    endpoint = make(project).endpoint
    Endpoint.objects.update(state="disabled", reason="failing", failing_since=timezone.now() - timedelta(days=6))
    changed = endpoints.update(endpoint, body={"state": "active"})
    assert (changed.state, changed.reason, changed.failing_since) == ("active", "", None)


def test_two_secrets_sign_while_one_takes_the_place_of_the_other(project: Project) -> None:
    first = make(project)
    second = endpoints.rotate(first.endpoint, body={"overlap_seconds": 60})
    assert addressing.secrets_of(second.endpoint) == (second.secret, first.secret)
    Endpoint.objects.update(former_until=timezone.now())
    assert addressing.secrets_of(Endpoint.objects.get()) == (second.secret,)


def test_without_overlap_the_former_secret_is_gone_at_once(project: Project) -> None:
    made = endpoints.rotate(make(project).endpoint, body={"overlap_seconds": 0})
    assert (addressing.secrets_of(made.endpoint), made.endpoint.sealed_former) == ((made.secret,), "")


@pytest.mark.parametrize("seconds", [-1, 2_592_001, 1.5, True, "60"], ids=str)
def test_an_overlap_is_a_number_of_seconds(project: Project, seconds: Any) -> None:
    with pytest.raises(InvalidInput):
        endpoints.rotate(make(project).endpoint, body={"overlap_seconds": seconds})


def test_what_is_not_signed_has_no_secret_to_rotate(project: Project) -> None:
    with pytest.raises(Conflict) as caught:
        endpoints.rotate(endpoints.create(project_id=project.id, body=SLACK).endpoint, body={})
    assert caught.value.code == "nothing_signed"


def test_who_is_deleted_keeps_no_secret(project: Project) -> None:
    endpoint = make(project, headers={"X-A": "1"}).endpoint
    endpoints.rotate(endpoint, body={})
    endpoints.delete(endpoint)
    kept = Endpoint.objects.get()
    assert [kept.sealed_url, kept.sealed_secret, kept.sealed_former, kept.sealed_headers] == [""] * 4
    with pytest.raises(NotFound):
        endpoints.find(project.id, endpoint.id)
    with pytest.raises(NotFound):
        endpoints.update(endpoint, body={"state": "active"})


def test_a_stranger_finds_none(project: Project, stranger_project: Project) -> None:
    with pytest.raises(NotFound):
        endpoints.find(stranger_project.id, make(project).endpoint.id)


def test_secrets_are_sealed_anew_with_the_first_key(project: Project, settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    made = make(project, headers={"X-A": "1"})
    settings.SECRETS_KEYS = (NEW, OLD)
    assert endpoints.reseal() == (1, [])
    settings.SECRETS_KEYS = (NEW,)
    assert addressing.secrets_of(Endpoint.objects.get()) == (made.secret,)
    assert addressing.headers_of(Endpoint.objects.get()) == {"X-A": "1"}


def test_what_no_key_opens_is_named_and_can_be_entered_anew(project: Project, settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    endpoint = make(project, headers={"X-A": "1"}).endpoint
    settings.SECRETS_KEYS = (NEW,)
    assert endpoints.reseal() == (0, [f"ours/{endpoint.id}"])
    with pytest.raises(DomainError) as caught:
        addressing.url_of(endpoint)
    assert caught.value.code == "secret_lost"
    changed = endpoints.update(endpoint, body={"url": URL, "headers": {"X-A": "2"}})
    made = endpoints.rotate(changed, body={"overlap_seconds": 0})
    assert addressing.outgoing(made.endpoint, _message()).headers == {"X-A": "2"}


def _message() -> Any:
    from integrations.webhooks.message import Message

    return Message("evt_1", "export.cancelled", timezone.now(), Project.objects.get(slug="ours").id, {})
