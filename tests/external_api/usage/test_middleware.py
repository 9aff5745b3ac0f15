import json
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from rest_framework.test import APIClient

from evalplatform.projects.caller import Caller, count_items
from evalplatform.projects.models import Project, Role
from external_api.models import ApiKey
from external_api.usage.lines import CLIENT_ERROR, OK, SERVER_ERROR
from external_api.usage.middleware import counted
from tests.external_api.people import person, token_client
from tests.external_api.usage.conftest import calls

URL = "/api/external/traces"


def test_a_call(api: APIClient, project: Project, counts: Path) -> None:
    before = time.time()
    answer = api.get(URL)
    (call,) = calls(counts)
    assert call[:5] == (project.id.hex, call.at, ApiKey.objects.get().prefix, "GET /api/external/traces", OK)
    assert int(before) <= call.at <= time.time()
    assert (call.bytes_in, call.bytes_out, 0 < call.microseconds < 10_000_000) == (0, len(answer.content), True)


def test_the_body_that_was_sent(api: APIClient, counts: Path) -> None:
    body = json.dumps({"input": "ü" * 50})
    api.generic("POST", URL, body, content_type="application/json")
    assert [(call.endpoint, call.bytes_in) for call in calls(counts)] == [("POST /api/external/traces", len(body))]


def test_a_body_that_only_claims_to_be_large(project: Project, counts: Path) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        vars(request)["auth"] = Caller(project, frozenset(), key_prefix="AbCd1234")
        return HttpResponse(str(len(request.read(1000))))

    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(10**30), "wsgi.input": BytesIO(b"12")}
    answer: Any = counted(view)(WSGIRequest(environ))
    assert (answer.content, calls(counts)[0].bytes_in) == (b"2", 2)


def test_a_person(project: Project, counts: Path) -> None:
    user = person("ann", (project, Role.VIEWER))
    token_client(user, project).get(URL)
    assert [(call.caller, call.project) for call in calls(counts)] == [(f"user:{user.pk}", project.id.hex)]


def test_an_endpoint_is_the_same_for_all_objects(api: APIClient, counts: Path) -> None:
    for last in "12":
        api.get(f"{URL}/018f0000-0000-7000-8000-00000000000{last}?x=1")
    assert [(call.endpoint, call.outcome) for call in calls(counts)] == [("GET /api/external/traces/{id}", CLIENT_ERROR)] * 2


def test_methods_that_nobody_knows_are_one_endpoint(api: APIClient, counts: Path) -> None:
    for method in ("BREW", "WHEN"):
        api.generic(method, URL)
    assert {(call.endpoint, call.outcome) for call in calls(counts)} == {("OTHER /api/external/traces", CLIENT_ERROR)}


@pytest.mark.parametrize("path", ["/api/external/health", "/api/nowhere", "/healthz", "/api/external/traces"])
def test_who_is_not_known_is_not_counted(path: str, counts: Path, db: None) -> None:
    APIClient().get(path)
    assert calls(counts) == []


def test_what_is_refused_is_counted(project: Project, counts: Path) -> None:
    client = token_client(person("ann", (project, Role.VIEWER)), project)
    client.delete(f"{URL}/018f0000-0000-7000-8000-000000000001")
    assert [(call.endpoint, call.outcome) for call in calls(counts)] == [("DELETE /api/external/traces/{id}", CLIENT_ERROR)]


def test_a_crash_is_a_server_error(api: APIClient, counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("external_api.resources.traces.json_page", crash)
    api.raise_request_exception = False
    assert api.get(URL).status_code == 500
    assert [call.outcome for call in calls(counts)] == [SERVER_ERROR]


def test_items(project: Project, counts: Path) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        vars(request)["auth"] = Caller(project, frozenset(), key_prefix="AbCd1234")
        count_items(request, 3)
        count_items(request, 4)
        return HttpResponse(b"12345")

    counted(view)(HttpRequest())
    assert [(call.caller, call.items, call.bytes_out, call.endpoint) for call in calls(counts)] == [("AbCd1234", 7, 5, "OTHER /")]


def test_counting_that_fails_is_no_failure_of_the_call(
    api: APIClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("external_api.usage.middleware.writer", None)
    assert api.get(URL).status_code == 200
    assert [record.getMessage() for record in caplog.records] == ["A call could not be counted"]


def test_an_answer_is_counted_before_it_leaves(project: Project, counts: Path) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        vars(request)["auth"] = Caller(project, frozenset(), key_prefix="AbCd1234")
        return HttpResponse(b"12345")

    answer = counted(view)(HttpRequest())
    assert (len(calls(counts)), answer.closed) == (1, False)
