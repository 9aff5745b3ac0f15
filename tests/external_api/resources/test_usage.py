from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.projects.models import Project, Role
from external_api.models import ApiKey
from external_api.usage.flushing import flush
from external_api.usage.writing import folder, writer
from tests.conftest import client_of
from tests.external_api.callers import limited
from tests.external_api.people import person, token_client

URL = "/api/external/usage"
TRACES = "/api/external/traces"
NOTHING = {"limit": None, "used": None, "remaining": None, "resets_at": None}


@pytest.fixture(autouse=True)
def counts(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path
    writer.forget()
    yield folder()
    writer.forget()


def usage(client: APIClient, **question: str) -> dict[str, Any]:
    """As it is after a flush, which brings all calls before this one."""
    flush(folder())
    answer = client.get(URL, question)
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def test_calls_are_there_after_a_flush(api: APIClient) -> None:
    answers = [api.get(TRACES), api.post(TRACES, [{"input": 1}, {"input": 2}, {}], format="json"), api.get(f"{TRACES}?x=1")]
    found = usage(api)
    (point,) = found["series"]
    amounts = {name: point[name] for name in ("requests", "ok", "client_errors", "server_errors", "items", "bytes_out")}
    sent = sum(len(answer.content) for answer in answers)
    assert amounts == {"requests": 3, "ok": 2, "client_errors": 1, "server_errors": 0, "items": 2, "bytes_out": sent}
    assert (point["group"], 0 < point["slowest_seconds"] <= point["seconds"] < 60) == (None, True)
    assert found["total"] == {name: point[name] for name in point if name not in ("at", "group")}


def test_where_an_hour_begins(api: APIClient) -> None:
    before = timezone.now()
    api.get(TRACES)
    found = usage(api)
    begins, start, end = (datetime.fromisoformat(time) for time in (found["series"][0]["at"], found["from"], found["to"]))
    assert begins <= before < begins + timedelta(hours=1)
    assert (begins.minute, begins.second, end - start) == (0, 0, timedelta(hours=24))
    assert before <= datetime.fromisoformat(found["as_of"]) <= timezone.now()


def test_no_calls(api: APIClient) -> None:
    found = usage(api)
    assert (found["as_of"], found["series"], found["total"]["requests"], found["total"]["seconds"]) == (None, [], 0, 0.0)


def test_groups(api: APIClient, project: Project) -> None:
    user = person("ann", (project, Role.VIEWER))
    api.get(TRACES)
    token_client(user, project).get(f"{TRACES}/018f0000-0000-7000-8000-000000000000")
    by_caller = {point["group"]: point["requests"] for point in usage(api, group_by="caller")["series"]}
    assert by_caller == {ApiKey.objects.get().prefix: 1, f"user:{user.pk}": 1}
    only = usage(api, group_by="endpoint", caller=f"user:{user.pk}")["series"]
    assert [(point["group"], point["client_errors"]) for point in only] == [("GET /api/external/traces/{id}", 1)]


def test_a_viewer_sees_all_of_the_project(api: APIClient, project: Project) -> None:
    api.get(TRACES)
    assert usage(token_client(person("ann", (project, Role.VIEWER)), project))["total"]["requests"] == 1


def test_a_stranger_sees_nothing_of_it(api: APIClient, stranger: APIClient) -> None:
    api.get(TRACES)
    assert usage(stranger)["series"] == []


def test_a_scope_is_needed(project: Project) -> None:
    answer = client_of(project, scopes=("traces:read",)).get(URL)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_the_quota_of_the_caller(project: Project) -> None:
    client = limited(project, requests=50, exports=5)
    client.get(TRACES)
    found = usage(client)["quota"]
    reset = found["requests"].pop("resets_at")
    assert timezone.now() < datetime.fromisoformat(reset) <= timezone.now() + timedelta(hours=1)
    assert (found["tier"], found["requests"]) == ("small", {"limit": 50, "used": 2, "remaining": 48})
    assert (found["exports"]["used"], found["streams"], found["batches"]) == (0, NOTHING, NOTHING)


def test_a_caller_without_limits(api: APIClient) -> None:
    found = usage(api)
    assert found["quota"] == {"tier": "unlimited", **dict.fromkeys(("requests", "exports", "streams", "batches"), NOTHING)}
    assert found["pace"] == {"requests_per_hour": None, "runs_out_at": None}


def test_what_is_refused(api: APIClient) -> None:
    answer = api.get(URL, {"by": "week"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/by")


def items(client: APIClient) -> dict[str, int]:
    return {point["group"]: point["items"] for point in usage(client, group_by="endpoint")["series"]}


def test_what_counts_as_an_item(api: APIClient) -> None:
    made = api.post(TRACES, [{"input": number} for number in range(5)] + [{}], format="json").json()["results"]
    api.get(f"{TRACES}?page_size=3")
    api.post(f"{TRACES}/{made[0]['id']}/scores", [{"name": "a", "value": 1}, {"name": "b", "value": 2}], format="json")
    api.post(f"{TRACES}/{made[0]['id']}/scores", {"name": "a", "value": 0}, format="json")
    api.get("/api/jobs")
    assert items(api) == {
        "POST /api/external/traces": 5,
        "GET /api/external/traces": 3,
        "POST /api/external/traces/{id}/scores": 3,
        "GET /api/jobs": 0,
    }


def test_spans_are_items(api: APIClient) -> None:
    span = {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": "eee19b7ec3c1b174",
        "name": "a",
        "startTimeUnixNano": "1",
        "endTimeUnixNano": "2",
    }
    spans = [span, {**span, "spanId": "eee19b7ec3c1b175"}, {**span, "spanId": "00"}]
    api.post("/api/external/otlp/v1/traces", {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}, format="json")
    assert items(api) == {"POST /api/external/otlp/v1/traces": 2}
