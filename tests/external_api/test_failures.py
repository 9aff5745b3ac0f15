"""Every operation, failing in every way that does not depend on what it does: always a problem with a stable code and the request's id."""

import re
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient
from rest_framework.views import APIView

from evalplatform.projects.models import Project, Role
from external_api.operations import Operation, all_operations
from tests.architecture.test_errors import documented
from tests.external_api.people import person, token_client

PAGES = {"/api/docs", "/api/redoc"}  # read by people
OPERATIONS = {one.name: one for one in all_operations() if one.path not in PAGES}
GUARDED = sorted(name for name, one in OPERATIONS.items() if not one.is_open)
PATHS = sorted({one.path for one in OPERATIONS.values()})
TAKE_BODIES = sorted(name for name, one in OPERATIONS.items() if one.method in ("POST", "PATCH"))
# they do what they do whatever the body says, or (a rotation, links) do it with none
IGNORE_BODIES = re.compile(r"/((cancel|retry|test|run|pause|resume|secret)$|otlp/|webhooks/)")
CODES = documented()
NOBODY = "01890000-0000-7000-8000-000000000000"


def filled(path: str) -> str:
    return re.sub(r"\{\w+\}", NOBODY, re.sub(r"\{(name|token)\}", "x", path))


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer["Content-Type"] == "application/problem+json"
    assert body.keys() >= {"type", "title", "status", "detail", "instance", "code", "request_id"}
    assert (body["type"], body["status"]) == (f"urn:evalplatform:problem:{code}", status)
    assert body["request_id"] == answer["X-Request-Id"]
    assert code in CODES
    return dict(body)


def operation(name: str) -> tuple[Operation, str]:
    one = OPERATIONS[name]
    return one, filled(one.path)


@pytest.fixture
def ada(project: Project) -> APIClient:
    """An admin, who may everything."""
    return token_client(person("ada", (project, Role.ADMIN)), project)


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_is_signed_in(name: str, client: Client, db: None) -> None:
    one, path = operation(name)
    answer = client.generic(one.method, path)
    check(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Api-Key"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["PUT", "TRACE", "BREW"])
def test_methods_that_there_are_not(path: str, method: str, ada: APIClient) -> None:
    answer = ada.generic(method, filled(path))
    check(answer, 405, "method_not_allowed")
    assert answer["Allow"]


@pytest.mark.parametrize("path", PATHS)
def test_addresses_that_there_are_not(path: str, ada: APIClient) -> None:
    for other in (f"{filled(path)}/", f"{filled(path)}/nothing/here", f"{filled(path)}%00"):
        body = check(ada.get(other), 404, "not_found")
        assert body["instance"].startswith(filled(path))


@pytest.mark.parametrize("name", TAKE_BODIES)
def test_broken_bodies(name: str, ada: Any) -> None:
    one, path = operation(name)
    if IGNORE_BODIES.search(path) or "{" in one.path:
        pytest.skip("what it is about is looked for first")
    for body in (b"{", b"[1,]", b'{"a": NaN}', b"\xff\xfe", b'"\xed\xa0\x80"', b"1 2"):
        check(ada.generic(one.method, path, body, content_type="application/json"), 400, "not_json")
    check(ada.generic(one.method, path, b"{}", content_type="text/csv"), 415, "unsupported_media_type")
    check(ada.generic(one.method, path, b"{}", content_type="\xff/\x01;="), 415, "unsupported_media_type")
    packed = {"Content-Encoding": "br"}
    check(ada.generic(one.method, path, b"{}", content_type="application/json", headers=packed), 415, "unsupported_encoding")


@pytest.mark.parametrize("name", TAKE_BODIES)
@pytest.mark.parametrize("body", [b"null", b"[]", b"1", b'"text"', b"true", b"[[]]", b'{"\\u0000": 1}'])
def test_bodies_of_another_kind(name: str, body: bytes, ada: Any) -> None:
    one, path = operation(name)
    answer: Any = ada.generic(one.method, path, body, content_type="application/json")
    assert answer.status_code < 500
    if answer.status_code >= 400:
        check(answer, answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_addresses_with_anything_in_the_query(name: str, ada: APIClient) -> None:
    one, path = operation(name)
    if one.method == "GET" and "events" not in path:
        for query in ("%ff%fe=%80", "a=%00", "&&=&", "cursor=%ff", "filter=%ed%a0%80", "page_size=%D9%A1", "x" * 20_000, ";"):
            answer: Any = ada.get(f"{path}?{query}")
            assert answer.status_code < 500, query
            if answer.status_code >= 400:
                check(answer, answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_crash_of_any_view(name: str, ada: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    one, path = operation(name)
    monkeypatch.setattr(APIView, "initial", lambda *_, **__: 1 / 0)
    ada.raise_request_exception = False
    body = check(ada.generic(one.method, path), 500, "internal_error")
    assert "division" not in str(body)


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "x" * 300])
def test_another_host(host: str, client: Client) -> None:
    check(client.get("/api/external/health", headers={"Host": host}), 400, "bad_request")
