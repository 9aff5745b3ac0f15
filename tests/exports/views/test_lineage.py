from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from exports import lineage
from tests.conftest import client_of
from tests.exports.training.flow import Drain, made, trace

pytestmark = pytest.mark.django_db(transaction=True)


def test_which_exports_hold_a_trace(api: APIClient, project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(1)])
    (held,) = api.get(f"/api/external/traces/{Trace.objects.get().id}/exports").json()["results"]
    assert (held["id"], held["shape"], held["state"], held["stale_at"]) == (str(found.export.id), "openai-chat", "completed", None)
    assert api.get(f"/api/external/traces/{uuid4()}/exports").json() == {"results": []}


def test_a_stranger_sees_none(project: Project, drain: Drain) -> None:
    made(project, drain, "openai-chat", [trace(1)])
    stranger = client_of(Project.objects.create(slug="theirs", name="Theirs"))
    assert stranger.get(f"/api/external/traces/{Trace.objects.get().id}/exports").json() == {"results": []}


def test_deleting_all_of_a_user_marks_the_exports(api: APIClient, project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(1, user_id="ann"), trace(2, user_id="bob")])
    gone = Trace.objects.get(user_id="ann").id
    assert api.get("/api/exports?stale=true").json()["results"] == []
    assert api.delete("/api/external/traces?user_id=ann").json() == {"deleted": 1}
    lineage.mark_removed()
    assert [one["id"] for one in api.get("/api/exports?stale=true").json()["results"]] == [str(found.export.id)]
    assert api.get("/api/exports?stale=false").json()["results"] == []
    removed = api.get(f"/api/exports/{found.export.id}/removed").json()
    assert ([one["id"] for one in removed["results"]], removed["more"]) == ([str(gone)], False)


@pytest.mark.parametrize("query", ["", "?user_id=", "?user_id=ann&status=ok", "?session_id=x"])
def test_a_deletion_says_whose_traces(api: APIClient, project: Project, drain: Drain, query: str) -> None:
    made(project, drain, "openai-chat", [trace(1, user_id="ann")])
    answer = api.delete(f"/api/external/traces{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/user_id")
    assert Trace.objects.count() == 1


def test_a_deletion_needs_its_scope(project: Project, drain: Drain) -> None:
    made(project, drain, "openai-chat", [trace(1, user_id="ann")])
    reader = client_of(project, scopes=("traces:read", "traces:write"))
    assert reader.delete("/api/external/traces?user_id=ann").status_code == 403
    assert Trace.objects.count() == 1


def test_the_rejects_of_an_export(api: APIClient, project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [{**trace(1), "output": None}])
    answer = api.get(f"/api/exports/{found.export.id}/rejects")
    assert b"".join(answer.streaming_content).count(b'"rule":"no_output"') == 1  # type: ignore[attr-defined]
    assert api.get(f"/api/exports/{found.export.id}").json()["rejected"] == 1


def test_stale_is_true_or_false(api: APIClient) -> None:
    assert api.get("/api/exports?stale=maybe").json()["errors"][0]["pointer"] == "/stale"
