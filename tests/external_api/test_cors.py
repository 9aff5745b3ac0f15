from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

OURS, FOREIGN = "https://app.example", "https://evil.example"
TRACES = "/api/external/traces"


@pytest.fixture(autouse=True)
def _one_origin(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [OURS]


def preflight(client: Client, origin: str, *, path: str = TRACES) -> Any:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key, idempotency-key, content-type"}
    return client.options(path, headers={"Origin": origin, **asked})


def test_a_page_of_an_origin_that_is_allowed_may_ask(client: Client) -> None:
    answer = preflight(client, OURS)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, OURS)
    allowed = {one.strip() for one in answer["Access-Control-Allow-Headers"].split(",")}
    assert {
        "authorization",
        "x-api-key",
        "idempotency-key",
        "content-type",
        "if-none-match",
        "if-range",
        "range",
        "x-request-id",
    } <= allowed
    assert {"GET", "POST", "PATCH", "DELETE"} <= {one.strip() for one in answer["Access-Control-Allow-Methods"].split(",")}


def test_it_reads_the_answers_and_their_headers(api: APIClient) -> None:
    answer = api.get(TRACES, headers={"Origin": OURS})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, OURS)
    assert "origin" in answer["Vary"].lower()
    exposed = {one.strip() for one in answer["Access-Control-Expose-Headers"].split(",")}
    assert {"X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After", "ETag", "Location", "Idempotent-Replayed"} <= exposed


def test_failures_can_be_read_too(client: Client) -> None:
    for path in (TRACES, "/api/external/nothing"):
        answer = client.get(path, headers={"Origin": OURS})
        assert answer.status_code in (401, 404)
        assert answer["Access-Control-Allow-Origin"] == OURS


@pytest.mark.parametrize("origin", [FOREIGN, "null", f"{OURS}.evil.example", OURS.upper(), "http://app.example"])
def test_a_foreign_origin_gets_nothing(origin: str, api: APIClient, client: Client) -> None:
    for answer in (preflight(client, origin), api.get(TRACES, headers={"Origin": origin})):
        assert [name for name in answer.headers if name.lower().startswith("access-control-")] == []


def test_cookies_are_never_sent_along(client: Client, api: APIClient) -> None:
    for answer in (preflight(client, OURS), api.get(TRACES, headers={"Origin": OURS})):
        assert "Access-Control-Allow-Credentials" not in answer


def test_pages_that_are_no_api_are_closed_to_all(client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(client, OURS, path="/admin/login/")
