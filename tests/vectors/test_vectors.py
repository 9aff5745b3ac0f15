import base64
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import orjson
import pytest
from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.filtering import build
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Project
from evalplatform.retries import JITTER, LONGEST_WAIT, WAITS, asked_seconds
from evalplatform.standard_webhooks import TOLERANCE_SECONDS, Refused, key_of, sign, verify
from evalplatform.telemetry import request_id
from evalplatform.tracing.fields import TRACES
from external_api import throttling
from external_api.errors import handle, problem
from external_api.pagination import Question
from external_api.throttling import Used
from integrations.ci.changes import Watched, depends, touched
from tests.vectors import vectors

SIGNATURES, RETRIES, ERRORS, CURSORS, FILTERS, PATHS = (
    vectors(name) for name in ("signatures", "retries", "errors", "cursors", "filters", "paths")
)
OURS = [one for one in ERRORS["answers"] if "urn:evalplatform:problem:" in one["answer"]["body"]]


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", SIGNATURES["signed"], ids=name)
def test_signed(case: dict[str, Any]) -> None:
    body = base64.b64decode(case["body_base64"])
    headers = sign(body, secrets=case["secrets"], id=case["id"], timestamp=case["timestamp"])
    assert headers == {"webhook-id": case["id"], "webhook-timestamp": str(case["timestamp"]), "webhook-signature": case["signature"]}


@pytest.mark.parametrize("case", SIGNATURES["verified"], ids=name)
def test_verified(case: dict[str, Any]) -> None:
    try:
        verify(base64.b64decode(case["body_base64"]), case["headers"], secrets=case["secrets"], now=case["now"])
        holds = True
    except Refused:
        holds = False
    assert holds is case["holds"]


def test_secrets() -> None:
    assert SIGNATURES["tolerance_seconds"] == TOLERANCE_SECONDS
    for secret in SIGNATURES["no_secrets"]:
        with pytest.raises(ValueError, match="24 to 64 bytes"):
            key_of(secret)


@pytest.mark.parametrize("case", RETRIES["retry_after"], ids=name)
def test_retry_after(case: dict[str, Any]) -> None:
    headers = {} if case["retry_after"] is None else {"retry-after": case["retry_after"]}
    assert asked_seconds(case["status"], headers, now=case["now"]) == case["seconds"]


def test_when_messages_are_sent_again() -> None:
    assert {"seconds_after_attempt": list(WAITS), "jitter": JITTER} == RETRIES["webhooks"]
    assert RETRIES["longest_seconds"] == LONGEST_WAIT


@pytest.mark.parametrize("case", RETRIES["rate_limits"], ids=name)
def test_rate_limits(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    used = {group: Used(resets_at=1_000_000 + case["seconds"], **one) for group, one in case["used"].items()}
    headers = throttling._headers(used)
    assert (headers["RateLimit-Policy"], headers["RateLimit"]) == (case["policy"], case["state"])


@pytest.mark.parametrize("case", OURS, ids=name)
def test_errors(case: dict[str, Any]) -> None:
    told, wanted = case["error"], orjson.loads(case["answer"]["body"])
    request = APIRequestFactory().get(wanted["instance"])
    problems = tuple(Problem(**one) for one in told["problems"])
    token = request_id.set(told["request_id"])
    try:
        assert problem(request, wanted["status"], told["code"], told["message"], problems=problems) == wanted
    finally:
        request_id.reset(token)


def test_an_unavailable_server_says_when_to_come_again() -> None:
    class Away(DomainError):
        status = 503

    (case,) = (one for one in OURS if one["answer"]["status"] == 503)
    answer = handle(Away(case["error"]["code"], case["error"]["message"]), {"request": APIRequestFactory().get("/")})
    assert answer is not None
    assert answer.headers["Retry-After"] == case["answer"]["headers"]["retry-after"]


@pytest.mark.parametrize("case", CURSORS["asked"], ids=name)
def test_next_asks_the_same_again(case: dict[str, Any], project: Project) -> None:
    request = Request(APIRequestFactory().get(f"/api/external/traces?{case['query']}"))
    request.auth = Caller(project, frozenset())
    known = [name for name, _ in parse_qsl(case["query"], keep_blank_values=True)]
    following = Question.of(request, parameters=known).links(None, UUID(int=1), more=True)["next"]
    asked = parse_qsl(urlsplit(str(following)).query, keep_blank_values=True)
    assert [pair for pair in asked if pair[0] != "cursor"] == parse_qsl(case["query"], keep_blank_values=True)
    assert [name for name, _ in asked].count("cursor") == 1


@pytest.mark.parametrize("case", FILTERS["filters"], ids=name)
def test_filters(case: dict[str, Any]) -> None:
    said = orjson.loads(QueryDict(case["query"])["filter"])
    assert said == case["filter"]
    try:
        build(TRACES, said)
        found: tuple[Any, ...] = ()
    except InvalidInput as error:
        found = (error.code, [{"pointer": one.pointer, "code": one.code} for one in error.problems])
    assert found == (("invalid_filter", case["problems"]) if case["problems"] else ())


@pytest.mark.parametrize("number", range(len(PATHS["depends"])))
@pytest.mark.timeout(10)  # one of the globs would take a matcher that goes back and forth for ever
def test_paths(number: int) -> None:
    case = PATHS["depends"][number]
    assert depends(case["globs"], case["path"]) is case["depends"], case


@pytest.mark.parametrize("case", PATHS["changes"], ids=name)
def test_changes(case: dict[str, Any]) -> None:
    ids = {name: UUID(int=number) for number, name in enumerate(case["suites"])}
    found = touched(case["files"], [Watched(ids[name], globs) for name, globs in case["suites"].items()])
    assert [one.id for one in found] == [ids[name] for name in case["touched"]]
