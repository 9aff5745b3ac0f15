from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform import sealed
from evalplatform.evaluations.models import Evaluation
from evalplatform.projects.models import Project
from external_api.scopes import SCOPES
from integrations import connections
from integrations.models import Connection, Run
from tests.conftest import client_of
from tests.integrations.inward import SECRET, TOKEN, add_suite, connect, deliver, payload

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/integrations/connections"
GITHUB = {"kind": "github", "name": "bot", "repositories": ["Acme/Bot"]}
GENERIC = {"kind": "generic", "name": "job", "template": {"export": {"resource": "traces"}}}


def refused(api: APIClient, body: Any) -> list[str]:
    answer = api.post(PATH, body, format="json")
    assert answer.status_code == 400, answer.content
    return [one["pointer"] for one in answer.json()["errors"]]


def test_the_secret_is_shown_once_and_the_token_never(api: APIClient) -> None:
    made = api.post(PATH, {**GITHUB, "token": TOKEN}, format="json")
    body = made.json()
    assert (made.status_code, made["Cache-Control"], body["has_token"]) == (201, "no-store", True)
    assert (body["repositories"], body["base_url"]) == (["acme/bot"], "https://api.github.com")
    shown = api.get(made["Location"])
    assert body["secret"] not in shown.content.decode()
    assert TOKEN not in shown.content.decode() + made.content.decode()
    row = Connection.objects.get()
    assert body["secret"] not in row.sealed_secret
    assert connections.secrets(row) == [body["secret"]]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([], [""]),
        ({}, ["/kind"]),
        ({**GITHUB, "kind": "bitbucket"}, ["/kind"]),
        ({**GITHUB, "name": " x"}, ["/name"]),
        ({**GITHUB, "repositories": []}, ["/repositories"]),
        ({**GITHUB, "repositories": ["bot", "a/b/c", "a/..", "a/b"]}, ["/repositories/0", "/repositories/1", "/repositories/2"]),
        ({**GITHUB, "base_url": "ftp://x"}, ["/base_url"]),
        ({**GITHUB, "base_url": "https://user:pw@x"}, ["/base_url"]),
        ({**GITHUB, "secret": "short"}, ["/secret"]),
        ({**GITHUB, "token": "two words"}, ["/token"]),
        ({**GITHUB, "app_id": "1"}, ["/installation_id"]),
        ({**GITHUB, "triggers": ["push", "star"]}, ["/triggers"]),
        ({**GITHUB, "suites": ["none"]}, ["/suites/0"]),
        ({**GITHUB, "template": {}}, ["/template"]),
        ({**GITHUB, "tokens": "x"}, ["/tokens"]),
        ({**GENERIC, "template": {"shell": {}}}, ["/template"]),
        ({**GENERIC, "secret": SECRET}, ["/secret"]),
        ({**GENERIC, "repositories": ["a/b"]}, ["/repositories"]),
    ],
    ids=lambda one: "" if isinstance(one, list) else None,
)
def test_what_is_wrong_is_pointed_at(body: Any, pointers: list[str], api: APIClient) -> None:
    assert refused(api, body) == pointers


def test_a_name_is_there_once_until_it_is_deleted(api: APIClient) -> None:
    made = api.post(PATH, GITHUB, format="json").json()
    assert api.post(PATH, GITHUB, format="json").json()["code"] == "name_taken"
    assert api.delete(f"{PATH}/{made['id']}").status_code == 204
    assert api.post(PATH, GITHUB, format="json").status_code == 201
    gone = Connection.objects.get(id=made["id"])
    assert (gone.sealed_secret, gone.sealed_token, gone.sealed_former) == ("", "", "")


def test_a_change_keeps_what_it_does_not_name(project: Project, api: APIClient) -> None:
    suite = add_suite(project)
    connection = connect(project, url="https://github.example/api/v3", suites=["answers"], branches=["main"])
    changed = api.patch(f"{PATH}/{connection.id}", {"name": "other", "branches": None}, format="json").json()
    assert (changed["name"], changed["branches"], changed["suites"]) == ("other", ["main"], [str(suite.id)])
    assert connections.secrets(Connection.objects.get()) == [SECRET]
    assert api.patch(f"{PATH}/{connection.id}", {"suites": []}, format="json").json()["suites"] == []


@pytest.mark.parametrize("change", [{"base_url": "https://evil.example"}, {"app_id": "1", "installation_id": "2"}], ids=["address", "App"])
def test_a_token_is_not_passed_on_to_another_place(change: dict[str, str], project: Project, api: APIClient) -> None:
    connection = connect(project, url="https://github.example/api/v3")
    answer = api.patch(f"{PATH}/{connection.id}", change, format="json")
    assert answer.json()["errors"][0]["code"] == "secrets_needed"


def test_a_connection_keeps_its_kind(project: Project, api: APIClient) -> None:
    connection = connect(project, url="https://github.example/api/v3")
    assert api.patch(f"{PATH}/{connection.id}", {"kind": "gitlab"}, format="json").json()["errors"][0]["pointer"] == "/kind"


@pytest.mark.parametrize(("token", "stays"), [("", False), (None, True)])
def test_an_empty_token_takes_away_what_is_there(token: str | None, stays: bool, project: Project, api: APIClient) -> None:
    connection = connect(project, url="https://github.example/api/v3")
    assert api.patch(f"{PATH}/{connection.id}", {"token": token}, format="json").json()["has_token"] is stays


def test_two_connections_do_not_overwrite_each_other_s_status(api: APIClient) -> None:
    telling = {**GITHUB, "token": TOKEN}
    assert api.post(PATH, {**telling, "repositories": ["acme/bot", "acme/web"]}, format="json").status_code == 201
    for same in ({}, {"status_name": "evalplatform"}):
        answer = api.post(PATH, {**telling, "name": "second", **same}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (409, "status_name_taken")
        assert "'bot'" in answer.json()["detail"]
    second = api.post(PATH, {**telling, "name": "second", "status_name": "nightly"}, format="json").json()
    assert api.patch(f"{PATH}/{second['id']}", {"status_name": ""}, format="json").json()["code"] == "status_name_taken"
    for other in ({"base_url": "https://github.example/api/v3"}, {"token": None}):
        assert api.post(PATH, {**telling, "name": f"with {other}"[:40], **other}, format="json").status_code == 201


def test_a_new_secret_overlaps_with_the_one_before(project: Project, api: APIClient) -> None:
    connection = connect(project)
    made = api.post(f"{PATH}/{connection.id}/rotate").json()
    assert connections.secrets(Connection.objects.get()) == [made["secret"], SECRET]


def test_another_project_sees_nothing_and_changes_nothing(project: Project, stranger: APIClient) -> None:
    connection = connect(project)
    assert stranger.get(PATH).json()["results"] == []
    for method, path in (("get", ""), ("patch", ""), ("delete", ""), ("post", "/rotate"), ("post", "/test")):
        assert getattr(stranger, method)(f"{PATH}/{connection.id}{path}").status_code == 404


def test_another_project_cannot_name_our_suites(project: Project, stranger_project: Project) -> None:
    suite = add_suite(project)
    assert refused(client_of(stranger_project), {**GITHUB, "suites": [str(suite.id)]}) == ["/suites/0"]


def test_who_may_not_export_sets_up_no_export(project: Project) -> None:
    without = client_of(project, scopes=[one for one in SCOPES if one != "exports:write"])
    assert without.post(PATH, GENERIC, format="json").json()["code"] == "missing_scope"
    assert without.post("/api/integrations/trigger", {"export": {"resource": "traces"}}, format="json").status_code == 403


def test_all_secrets_are_sealed_with_the_first_key(project: Project, settings: Any) -> None:
    connect(project, url="https://github.example")
    settings.SECRETS_KEYS = ("k" * 40,)
    assert connections.reseal() == (1, [])
    settings.SECRET_KEY = "x" * 50
    assert connections.secrets(Connection.objects.get()) == [SECRET]
    settings.SECRETS_KEYS = ()
    assert connections.reseal() == (0, [str(Connection.objects.get().id)])
    with pytest.raises(sealed.SecretLost):
        connections.secrets(Connection.objects.get())


def test_a_trigger_starts_the_evaluation_of_a_suite(project: Project, api: APIClient, drain: Any) -> None:
    add_suite(project)
    commit = {"repository": "acme/bot", "sha": "a" * 40, "branch": "{{branch}}"}
    body = {"evaluation": {"suite": "answers", "commit": commit}, "variables": {"branch": "main"}}
    made = api.post("/api/integrations/trigger", body, format="json", headers={"Idempotency-Key": "once"})
    again = api.post("/api/integrations/trigger", body, format="json", headers={"Idempotency-Key": "once"})
    drain()
    assert (made.status_code, again.json(), Run.objects.count()) == (202, made.json(), 1)
    evaluation = Evaluation.objects.get()
    assert (evaluation.branch, evaluation.baseline, made["Location"]) == ("main", "main", f"/api/integrations/runs/{Run.objects.get().id}")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, [""]),
        ({"evaluation": {"suite": "none"}}, ["/evaluation/suite"]),
        ({"evaluation": {}}, ["/evaluation/suite"]),
        ({"evaluation": 7}, ["/evaluation"]),
        ({"evaluation": {"suite": "answers", "commit": {"sha": 7}}}, ["/evaluation/commit/sha"]),
        ({"connection": "x"}, ["/connection"]),
        ({"evaluation": {"suite": "answers"}, "export": {}}, [""]),
        ({"evaluation": {"suite": "answers", "source": {}}}, ["/evaluation/source"]),
    ],
    ids=["nothing", "unknown", "without", "number", "commit", "connection", "both", "source"],
)
def test_a_trigger_that_is_wrong_is_pointed_at(body: Any, pointers: list[str], project: Project, api: APIClient) -> None:
    add_suite(project)
    answer = api.post("/api/integrations/trigger", body, format="json")
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, pointers)


def test_receipts_and_runs_over_http(project: Project, api: APIClient, stranger: APIClient, drain: Any) -> None:
    add_suite(project)
    connect(project)
    deliver("github", "push", payload("github/push__main"))
    drain()
    (receipt,) = api.get("/api/integrations/receipts?state=processed").json()["results"]
    (run,) = api.get("/api/integrations/runs?repository=Acme/Bot&state=running").json()["results"]
    one = api.get(f"/api/integrations/receipts/{receipt['id']}").json()
    assert (receipt["runs"], run["receipt"], one["is_cut"]) == ([run["id"]], receipt["id"], False)
    assert one["body"].startswith('{"ref": "refs/heads/main"')
    assert api.get("/api/integrations/receipts?state=ignored").json()["results"] == []
    assert api.get("/api/integrations/runs?state=x").status_code == api.get("/api/integrations/receipts?connection=x").status_code == 400
    for path in (f"receipts/{receipt['id']}", f"runs/{run['id']}"):
        assert stranger.get(f"/api/integrations/{path}").status_code == 404


def test_what_is_late_is_told_in_the_status(project: Project, api: APIClient, drain: Any) -> None:
    connection = connect(project)
    deliver("github", "push", payload("github/push__main"))
    told = api.get("/api/integrations/status").json()
    assert {one["name"]: one["backlog"] for one in told["queues"]} == {"receipts": 1, "runs": 0, "reports": 0, "deliveries": 0}
    (one,) = told["connections"]
    assert (one["id"], one["health"], one["backlog"]) == (str(connection.id), "ok", 1)


def test_nothing_connected_has_an_empty_status(api: APIClient) -> None:
    told = api.get("/api/integrations/status").json()
    assert (told["connections"], told["endpoints"], [one["health"] for one in told["queues"]]) == ([], [], ["ok"] * 4)
