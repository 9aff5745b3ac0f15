import html
import re
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evalplatform.projects.models import Member, Project, Role
from integrations import connections
from integrations.models import Connection
from tests.evalplatform.backoffice.conftest import SignedIn, page, said, send, status
from tests.integrations.inward import SECRET, TOKEN, add_suite, connect

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, ADD, STEP = (f"integrations_connection_{name}" for name in ("changelist", "change", "add", "step"))
NEW = {"kind": "github", "name": "bot", "repositories": "Acme/Bot\n\n acme/site "}


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 400
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_a_new_one_shows_its_secret_once(boss: Client) -> None:
    answer = send(boss, ADD, **NEW, token=TOKEN)
    (secret,) = re.findall(r'value="(whsec_[^"]+)"', answer.content.decode())
    made, person = Connection.objects.get(), Member.objects.get().user_id
    assert ("no-store" in answer["Cache-Control"], connections.secrets(made)) == (True, [html.unescape(secret)])
    assert (made.repositories, made.triggers, made.created_by_id) == (
        ["acme/bot", "acme/site"],
        ["push", "pull_request"],
        person,
    )
    for shown in (page(boss, LIST), page(boss, ONE, made.id), page(boss, STEP, made.id, "change")):
        assert html.unescape(secret) not in html.unescape(shown)
        assert TOKEN not in shown
        assert made.sealed_token not in shown


def test_the_hints_name_the_address(boss: Client, project: Project) -> None:
    hub, lab, own = connect(project), connect(project, "gitlab"), _generic(project)
    for one, path in ((hub, "webhooks/github"), (lab, "webhooks/gitlab"), (own, "trigger")):
        assert f"http://testserver/api/integrations/{path}/{one.id}" in page(boss, ONE, one.id)


def test_what_is_wrong_stands_at_its_field(boss: Client) -> None:
    found = errors(send(boss, ADD, **{**NEW, "repositories": "acme/bot\nbot", "base_url": "ftp://x", "secret": "short"}))
    assert found == {
        "repositories": ["Line 2: A repository is owner/name (GitLab: group/subgroup/name)."],
        "base_url": found["base_url"],
        "secret": ["A secret has 16 to 200 printable ASCII characters."],
    }
    assert not Connection.objects.exists()


def test_secrets_do_not_come_back_with_a_refused_form(boss: Client) -> None:
    answer = send(boss, ADD, **{**NEW, "name": ""}, token=TOKEN, secret=SECRET)
    assert errors(answer) == {"name": ["This field is required."]}
    assert TOKEN not in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_a_name_that_is_taken(boss: Client, project: Project) -> None:
    connect(project, name="bot")
    assert errors(send(boss, ADD, **NEW)) == {"name": ["Another connection of this project has this name."]}


def test_change_keeps_the_token_unless_it_is_to_be_forgotten(boss: Client, project: Project) -> None:
    one = connect(project, url="https://api.github.com")
    suite = add_suite(project)
    fields = {"name": "other", "state": "paused", "repositories": "a/b", "suites": [str(suite.id)], "base_url": one.base_url}
    assert said(boss, send(boss, STEP, one.id, "change", **fields)) == ["The connection is changed."]
    one.refresh_from_db()
    assert (one.name, one.state, one.repositories, list(one.suites.all()), one.triggers) == ("other", "paused", ["a/b"], [suite], [])
    assert one.sealed_token
    send(boss, STEP, one.id, "change", **fields, forget_token="on")  # noqa: S106
    one.refresh_from_db()
    assert one.sealed_token == ""


def test_a_token_does_not_go_to_another_place(boss: Client, project: Project) -> None:
    one = connect(project, url="https://api.github.com")
    fields = {"name": one.name, "state": "active", "repositories": "a/b", "base_url": "https://elsewhere.example"}
    assert list(errors(send(boss, STEP, one.id, "change", **fields))) == ["token"]


def test_rotate_shows_another_secret(boss: Client, project: Project) -> None:
    one = connect(project)
    answer = send(boss, STEP, one.id, "rotate")
    one.refresh_from_db()
    new, former = connections.secrets(one)
    assert html.escape(new) in answer.content.decode()
    assert (former, "no-store" in answer["Cache-Control"]) == (SECRET, True)


def test_one_without_a_token_cannot_be_tested(boss: Client, project: Project) -> None:
    found = errors(send(boss, STEP, connect(project).id, "test"))
    assert found == {"__all__": ["The connection has no token, so nothing is called that could be tested."]}


def test_a_test_tells_what_failed(boss: Client, project: Project) -> None:
    one = connect(project, url="http://127.0.0.1:9")
    (words,) = said(boss, send(boss, STEP, one.id, "test"))
    one.refresh_from_db()
    assert one.error_code
    assert words == f"The provider's API did not answer as it must: {one.error_message}"
    assert "failing" in page(boss, LIST)


def test_delete_asks_first(boss: Client, project: Project) -> None:
    one = connect(project)
    assert "forgotten for good" in page(boss, STEP, one.id, "delete")
    assert Connection.objects.get().deleted_at is None
    said(boss, send(boss, STEP, one.id, "delete"))
    assert Connection.objects.get().deleted_at is not None
    assert status(boss, ONE, one.id) == 404


def test_without_the_token_of_the_page_nothing_is_done(boss: Client, project: Project) -> None:
    one = connect(project)
    assert boss.post(reverse(f"admin:{STEP}", args=[one.id, "delete"])).status_code == 403
    assert Connection.objects.get().deleted_at is None


def test_an_editor_sees_and_changes_nothing(editor: Client, project: Project) -> None:
    one = connect(project)
    shown = page(editor, ONE, one.id)
    assert "do/rotate" not in shown
    assert "do/" not in shown
    assert [status(editor, STEP, one.id, name) for name in ("change", "rotate", "test", "delete")] == [404] * 4
    assert status(editor, ADD) == 403


def test_who_may_not_see_connections_over_the_api_does_not_here(viewer: Client, project: Project) -> None:
    one = connect(project)
    assert (status(viewer, LIST), status(viewer, ONE, one.id), status(viewer, STEP, one.id, "delete")) == (403, 404, 404)


def test_a_stranger_sees_nothing(outsider: Client, project: Project) -> None:
    one = connect(project, name="of-the-others")
    assert one.name not in page(outsider, LIST)
    assert (status(outsider, ONE, one.id), status(outsider, STEP, one.id, "delete")) == (404, 404)


def test_who_works_in_several_projects_says_in_which(signed_in: SignedIn, project: Project, stranger_project: Project) -> None:
    both = signed_in(Role.ADMIN, project, stranger_project)
    assert "?project=theirs" in page(both, ADD)
    url = reverse(f"admin:{ADD}") + "?project=theirs"
    token = both.get(url).cookies["csrftoken"].value
    both.post(url, {**NEW, "csrfmiddlewaretoken": token})
    assert Connection.objects.get().project == stranger_project


def test_a_project_that_is_not_mine_cannot_be_named(boss: Client, stranger_project: Project) -> None:
    url = reverse(f"admin:{ADD}") + "?project=theirs"
    token = boss.get(reverse(f"admin:{ADD}")).cookies["csrftoken"].value
    boss.post(url, {**NEW, "csrfmiddlewaretoken": token})
    assert not Connection.objects.exists()


def test_a_long_list_asks_as_often_as_a_short_one(boss: Client, project: Project) -> None:
    connect(project)
    page(boss, LIST)
    with CaptureQueriesContext(database) as for_one:
        page(boss, LIST)
    for number in range(10):
        connect(project, repositories=[f"acme/{number}"])
    with CaptureQueriesContext(database) as for_many:
        assert page(boss, LIST).count("acme/") == 11
    assert len(for_many) == len(for_one)


def test_a_sealed_column_is_no_filter(boss: Client, project: Project) -> None:
    connect(project)
    answer = boss.get(reverse(f"admin:{LIST}"), {"sealed_secret__startswith": "g"})
    assert answer.status_code in (302, 400)


def test_names_are_escaped(boss: Client, project: Project) -> None:
    one = connect(project, name="<script>alert(1)</script>")
    for shown in (page(boss, LIST), page(boss, ONE, one.id), page(boss, STEP, one.id, "change"), page(boss, STEP, one.id, "delete")):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def _generic(project: Project) -> Connection:
    body = {"kind": "generic", "name": "job", "template": {"export": {"resource": "traces"}}}
    made, _ = connections.create(project_id=project.id, body=body)
    return made
