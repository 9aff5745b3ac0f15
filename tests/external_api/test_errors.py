from typing import Any

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError, connection
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework import exceptions, serializers
from rest_framework.test import APIClient

from evalplatform.errors import Conflict, InvalidInput, Problem
from evalplatform.projects.models import Project
from external_api.errors import handle

URL = "/api/external/traces"


def answer_to(error: Exception) -> Any:
    return handle(error, {"request": RequestFactory().get("/api/a b")})


def test_the_whole_body() -> None:
    answer = answer_to(InvalidInput(Problem("/a", "Bad.", "bad"), code="invalid_filter"))
    assert answer.content_type == "application/problem+json"
    assert answer.data | {"request_id": ""} == {
        "type": "urn:evalplatform:problem:invalid_filter",
        "title": "Bad Request",
        "status": 400,
        "detail": "Bad.",
        "instance": "/api/a%20b",
        "code": "invalid_filter",
        "request_id": "",
        "errors": [{"pointer": "/a", "detail": "Bad.", "code": "bad"}],
    }


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Conflict("running", "It runs."), 409, "running"),
        (Http404(), 404, "not_found"),
        (Project.DoesNotExist("secret"), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (SuspiciousOperation(), 400, "bad_request"),
        (RequestDataTooBig(), 413, "body_too_large"),
        (OperationalError("secret"), 503, "database_unavailable"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.Throttled(wait=1.2), 429, "throttled"),
        (exceptions.PermissionDenied("No.", code="missing_scope"), 403, "missing_scope"),
    ],
)
def test_status_and_code(error: Exception, status: int, code: str) -> None:
    answer = answer_to(error)
    assert (answer.status_code, answer.data["status"], answer.data["code"]) == (status, status, code)
    assert "secret" not in str(answer.data)


@pytest.mark.parametrize("wrapped", [True, False], ids=["by Django", "by psycopg"])
def test_a_query_that_takes_too_long(db: None, wrapped: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 10")
        runs = cursor if wrapped else cursor.connection
        with pytest.raises((OperationalError, psycopg.errors.QueryCanceled)) as caught:
            runs.execute("SELECT pg_sleep(10)")
    answer = answer_to(caught.value)
    assert (answer.status_code, answer.data["code"], answer.headers["Retry-After"]) == (503, "query_timed_out", "5")


@pytest.mark.parametrize("error", [psycopg.OperationalError("secret"), psycopg.InterfaceError("secret")], ids=["lost", "closed"])
def test_a_connection_that_breaks_under_a_stream_of_rows(error: Exception) -> None:
    answer = answer_to(error)
    assert (answer.status_code, answer.data["code"]) == (503, "database_unavailable")


def test_other_refusals_of_the_database_are_our_mistake() -> None:
    assert handle(IntegrityError("some constraint"), {"request": RequestFactory().get("/api")}) is None


def test_retry_after() -> None:
    assert answer_to(exceptions.Throttled(wait=1.2)).headers["Retry-After"] == "2"
    assert answer_to(OperationalError()).headers["Retry-After"] == "5"


class Inner(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class Outer(serializers.Serializer[Any]):
    inner = Inner(many=True)
    word = serializers.CharField()

    def validate(self, attrs: Any) -> Any:
        raise serializers.ValidationError("Never.", code="never")


def test_pointers_into_nested_fields() -> None:
    serializer = Outer(data={"inner": [{"count": 1}, {"count": "x"}, {}]})
    assert not serializer.is_valid()
    assert [(one["pointer"], one["code"]) for one in answer_to(exceptions.ValidationError(serializer.errors)).data["errors"]] == [
        ("/inner/1/count", "invalid"),
        ("/inner/2/count", "required"),
        ("/word", "required"),
    ]


def test_an_error_of_the_whole_points_to_the_whole() -> None:
    serializer = Outer(data={"inner": [], "word": "a"})
    assert not serializer.is_valid()
    assert answer_to(exceptions.ValidationError(serializer.errors)).data["errors"] == [{"pointer": "", "detail": "Never.", "code": "never"}]


@pytest.mark.parametrize("accept", ["text/html", "*/*", "application/json", "image/png", ""])
def test_whatever_is_accepted_a_failure_is_problem_json(api: APIClient, accept: str) -> None:
    answer = api.get(f"{URL}?nope=1", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert api.get(URL, headers={"Accept": accept}).headers["Content-Type"] == "application/json"


def test_unknown_path_and_method(api: APIClient, client: Client) -> None:
    answer = client.get("/api/external/nope")
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]) == (404, "application/problem+json", "not_found")
    refused = api.put(URL)
    assert (refused.status_code, refused.json()["code"], refused.headers["Allow"]) == (
        405,
        "method_not_allowed",
        "GET, POST, DELETE, HEAD, OPTIONS",
    )


def test_options_describe_nothing(api: APIClient) -> None:
    refused = api.options(URL)
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")


def test_pages_that_are_no_api_keep_their_own_errors(client: Client) -> None:
    assert client.get("/nope").headers["Content-Type"].startswith("text/html")


def test_what_nobody_expected_says_nothing_of_the_inside(api: APIClient, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr("external_api.resources.traces.json_page", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        api.get(URL)
    api.raise_request_exception = False
    answer = api.get(URL, headers={"X-Request-Id": "my-request"})
    assert (answer.status_code, answer.json()["code"], answer.json()["request_id"]) == (500, "internal_error", "my-request")
    assert b"division" not in answer.content
    assert "ZeroDivisionError" in caplog.text
