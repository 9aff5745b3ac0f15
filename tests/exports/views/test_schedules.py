from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports.models import Destination, Export, Schedule
from tests.conftest import client_of
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
BODY = {"name": "nightly", "cron": "30 2 * * *", "time_zone": "Europe/Berlin", "window": "created", "request": {"resource": "traces"}}
NOBODY = "01a20505-0000-7000-8000-000000000000"


@pytest.fixture
def made(api: APIClient, jobs_sent: Any) -> dict[str, Any]:
    answer = api.post("/api/exports/schedules", BODY, format="json")
    assert (answer.status_code, answer["Location"]) == (201, f"/api/exports/schedules/{answer.json()['id']}"), answer.content
    return dict(answer.json())


def test_a_schedule_tells_its_next_five_moments(made: dict[str, Any]) -> None:
    moments = [datetime.fromisoformat(one) for one in made["upcoming"]]
    assert {key: made[key] for key in BODY} == BODY
    assert (made["paused"], made["last_run"], made["last_error"], made["note"]) == (False, None, "", "")
    assert (len(moments), made["next_at"]) == (5, made["upcoming"][0])
    assert all(23 * 3600 <= (later - earlier).total_seconds() <= 25 * 3600 for earlier, later in pairwise(moments))


def test_it_can_be_read_and_listed_newest_first_by_pages(api: APIClient, made: dict[str, Any]) -> None:
    newer = api.post("/api/exports/schedules", {**BODY, "name": "other"}, format="json").json()
    assert api.get(f"/api/exports/schedules/{made['id']}").json() == made
    page = api.get("/api/exports/schedules?page_size=1").json()
    assert (page["results"], api.get(page["next"]).json()["results"]) == ([newer], [made])


def test_problems_have_pointers(api: APIClient) -> None:
    body = {**BODY, "cron": "x", "time_zone": "Mars", "request": {"resource": "traces", "format": "xls"}}
    answer = api.post("/api/exports/schedules", body, format="json")
    assert (answer.status_code, Schedule.objects.count()) == (400, 0)
    assert {problem["pointer"] for problem in answer.json()["errors"]} == {"/cron", "/time_zone", "/request/format"}


def test_change_pause_resume_delete(api: APIClient, made: dict[str, Any]) -> None:
    path = f"/api/exports/schedules/{made['id']}"
    assert api.patch(path, {"name": "n"}, format="json").json() == {**made, "name": "n", "updated_at": api.get(path).json()["updated_at"]}
    paused = api.post(f"{path}/pause").json()
    assert (paused["paused"], paused["next_at"], paused["upcoming"]) == (True, None, [])
    assert api.post(f"{path}/resume").json()["upcoming"] == made["upcoming"]
    assert (api.delete(path).status_code, api.get(path).status_code) == (204, 404)


def test_run_now(api: APIClient, project: Project, made: dict[str, Any], drain: Drain) -> None:
    add_traces(project, 2)
    path = f"/api/exports/schedules/{made['id']}"
    answer = api.post(f"{path}/run")
    export = answer.json()
    assert (answer.status_code, answer["Location"], export["schedule"]) == (202, f"/api/exports/{export['id']}", made["id"])
    assert (export["window"]["column"], export["window"]["start"], export["note"]) == ("created_xid", None, "")
    again = api.post(f"{path}/run")
    assert (again.status_code, again.json()["code"]) == (409, "already_running")
    drain()
    now = api.get(path).json()
    assert now["last_run"] == {"slot": export["slot"], "run_at": now["last_run"]["run_at"], "export": export["id"]}
    assert (now["last_completed_at"] is not None, now["upcoming"]) == (True, made["upcoming"])
    assert api.get(f"/api/exports/{export['id']}").json()["files"][0]["rows"] == 2


@pytest.mark.parametrize(
    ("method", "tail"), [("get", ""), ("patch", ""), ("delete", ""), ("post", "/run"), ("post", "/pause"), ("post", "/resume")]
)
def test_a_stranger_sees_and_changes_nothing(stranger: APIClient, made: dict[str, Any], method: str, tail: str) -> None:
    answer = getattr(stranger, method)(f"/api/exports/schedules/{made['id']}{tail}", {"paused": True}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert stranger.get("/api/exports/schedules").json()["results"] == []
    assert (Schedule.objects.get().paused, Export.objects.count()) == (False, 0)


def test_scopes(project: Project, made: dict[str, Any]) -> None:
    """What starts exports needs exports:write too; to stop them is for whoever minds the schedules."""
    path = f"/api/exports/schedules/{made['id']}"
    reads, minds, exports = (client_of(project, scopes=[one]) for one in ("schedules:read", "schedules:write", "exports:write"))
    assert (reads.get(path).status_code, reads.post(f"{path}/pause").status_code, exports.get(path).status_code) == (200, 403, 403)
    for answer in (
        minds.post("/api/exports/schedules", {**BODY, "name": "mine"}, format="json"),
        minds.patch(path, {"name": "mine"}, format="json"),
        minds.post(f"{path}/run"),
        exports.post(f"{path}/run"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert (Schedule.objects.get().name, Export.objects.count()) == ("nightly", 0)
    assert (minds.post(f"{path}/pause").status_code, minds.delete(path).status_code) == (200, 204)


def test_a_request_with_a_destination_needs_the_scope_for_it(api: APIClient, project: Project, jobs_sent: Any) -> None:
    place = Destination.objects.create(project=project, name="ours", kind="local")
    body = {**BODY, "request": {"resource": "traces", "destination": str(place.id)}}
    without = client_of(project, scopes=["schedules:write", "exports:write"])
    refused = without.post("/api/exports/schedules", body, format="json")
    path = f"/api/exports/schedules/{api.post('/api/exports/schedules', body, format='json').json()['id']}"
    for answer in (refused, without.post(f"{path}/run"), without.patch(path, {"request": body["request"]}, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert (without.patch(path, {"name": "n"}, format="json").status_code, api.post(f"{path}/run").status_code) == (200, 202)


def test_what_is_not_there_is_404(api: APIClient) -> None:
    assert api.post(f"/api/exports/schedules/{NOBODY}/run").status_code == 404
