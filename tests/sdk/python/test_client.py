"""Both clients do the same, whatever the server does: shared vectors, and a server that fails in between."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from evalplatform_sdk import ApiError, AsyncClient, Client, ConnectionBroken, calls
from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.errors import RateLimited, error_of
from evalplatform_sdk.retrying import may_repeat, most_seconds, retry_after_seconds
from evalplatform_sdk.server import Server

from tests.vectors import vectors

URL = "https://evals.example"
Answer = Callable[[httpx.Request], httpx.Response]


def named(cases: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: str(case["name"]))


RETRIES, CURSORS = vectors("retries"), vectors("cursors")
both = pytest.mark.parametrize("kind", ["sync", "async"])


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "wait_seconds", lambda retry, *, asked=0.0: 0.0)


async def asked(kind: str, answer: Answer, method: str, path: str, *, url: str = URL, body: Any = None) -> Any:
    transport = httpx.MockTransport(answer)
    if kind == "sync":
        with Client(url, "k", max_retries=3, transport=transport) as client:
            return client.request(method, path, body=body)
    async with AsyncClient(url, "k", max_retries=3, transport=transport) as client:
        return await client.request(method, path, body=body)


async def walked(kind: str, answer: Answer, *, url: str = URL) -> list[Any]:
    transport = httpx.MockTransport(answer)
    if kind == "sync":
        with Client(url, "k", transport=transport) as client:
            return list(client.rows("/api/x"))
    async with AsyncClient(url, "k", transport=transport) as client:
        return [row async for row in client.rows("/api/x")]


def answers(*told: httpx.Response | httpx.RequestError, seen: list[httpx.Request]) -> Answer:
    left = list(told)

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        now = left.pop(0)
        if isinstance(now, httpx.RequestError):
            raise now
        return now

    return answer


@named(RETRIES["client"]["decisions"])
def test_what_is_repeated(case: dict[str, Any]) -> None:
    found = may_repeat(case["method"], has_key=case["idempotency_key"], status=case["status"], code=case["code"], broke=case["broke"])
    assert found is case["repeat"]


@named(RETRIES["retry_after"])
def test_how_long_the_server_asks_to_wait(case: dict[str, Any]) -> None:
    assert retry_after_seconds(case["retry_after"], now=case["now"]) == case["seconds"]


def test_waits_grow_to_a_limit() -> None:
    most = RETRIES["client"]["most_seconds_by_retry"]
    assert [most_seconds(retry) for retry in range(1, len(most) + 1)] == most
    assert most_seconds(100_000) == 30


@named(vectors("errors")["answers"])
def test_what_an_answer_means(case: dict[str, Any]) -> None:
    answer, expected = case["answer"], case["error"]
    asked_for = retry_after_seconds(answer["headers"].get("retry-after"))
    error = error_of(answer["status"], answer["headers"], answer["body"].encode(), retry_after=asked_for)
    assert (error.kind, error.code, error.request_id) == (expected["kind"], expected["code"], expected["request_id"])
    assert [vars(problem) for problem in error.problems] == expected["problems"]
    assert error.retry_after == expected.get("retry_after_seconds", 0)
    assert error.message == expected["message"] or (expected["message"] is None and error.message and "<" not in error.message)


@both
@pytest.mark.anyio
@named([case for case in CURSORS["followed"] if case["next"]])
async def test_the_next_page_is_asked_of_our_server_only(kind: str, case: dict[str, Any]) -> None:
    seen: list[httpx.Request] = []
    pages = [{"results": [1], "next": case["next"]}, {"results": [2], "next": None}]
    told = answers(*[httpx.Response(200, json=page) for page in pages], seen=seen)
    assert await walked(kind, told, url=case["base_url"]) == [1, 2]
    assert str(seen[1].url.raw_path, "ascii") == case["request"]
    assert seen[1].url.host == urlsplit(case["base_url"]).hostname


@both
@pytest.mark.anyio
@named(CURSORS["walked"])
async def test_iterating_gives_the_rows_of_all_pages(kind: str, case: dict[str, Any]) -> None:
    told = answers(*[httpx.Response(200, json=page) for page in case["pages"]], seen=[])
    assert await walked(kind, told) == case["rows"]


@both
@pytest.mark.anyio
async def test_a_post_keeps_its_key_over_all_that_breaks(kind: str) -> None:
    seen: list[httpx.Request] = []
    broken = httpx.ReadError("cut")
    told = answers(httpx.Response(500), broken, httpx.Response(429), httpx.Response(200, json={"created": 1}), seen=seen)
    assert await asked(kind, told, "POST", "/api/external/traces", body={"input": "ß"}) == {"created": 1}
    assert len({request.headers["idempotency-key"] for request in seen}) == 1
    assert [json.loads(request.content) for request in seen] == [{"input": "ß"}] * 4
    assert seen[0].headers["authorization"] == "Api-Key k"


@both
@pytest.mark.anyio
async def test_a_change_that_may_have_been_made_is_not_repeated(kind: str) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(ConnectionBroken, match="gave no whole answer: cut"):
        await asked(kind, answers(httpx.ReadError("cut"), seen=seen), "PATCH", "/api/x", body={})
    assert len(seen) == 1


@both
@pytest.mark.anyio
async def test_tries_end(kind: str) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(ApiError) as raised:
        await asked(kind, answers(*[httpx.Response(503)] * 4, seen=seen), "GET", "/api/x")
    assert (raised.value.code, len(seen)) == ("http_503", 4)


@both
@pytest.mark.anyio
async def test_a_wait_that_is_too_long_is_the_callers(kind: str) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(ApiError) as raised:
        await asked(kind, answers(httpx.Response(429, headers={"retry-after": "1780"}), seen=seen), "GET", "/api/x")
    assert (raised.value.retry_after, len(seen)) == (1780, 1)


@both
@pytest.mark.anyio
async def test_the_key_goes_to_no_other_address(kind: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        await asked(kind, answers(seen=[]), "GET", "https://evil.example/api/x")


def test_an_address_and_a_key_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVALPLATFORM_URL", raising=False)
    with pytest.raises(ValueError, match="EVALPLATFORM_URL"):
        Client(api_key="k")


@pytest.mark.parametrize("url", ["evals.example", "ftp://evals.example"])
def test_an_address_begins_with_http(url: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        Client(url, "k")


@both
@pytest.mark.anyio
async def test_after_the_last_call_of_the_hour_it_waits_for_the_next(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    used_up = {"ratelimit": '"hour";r=0;t=60', "ratelimit-policy": '"hour";q=100;w=3600'}
    told = [httpx.Response(200, json=1, headers=used_up), httpx.Response(200, json=2, headers={"ratelimit": '"hour";r=99;t=3600'})]
    assert await all_asked(kind, answers(*told, httpx.Response(200, json=3), seen=[]), 3, clock) == [1, 2, 3]
    assert clock.waits == [60]


@both
@pytest.mark.anyio
async def test_half_an_hour_is_not_waited_for(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    used_up = httpx.Response(200, json=1, headers={"ratelimit": '"hour";r=0;t=1780'})
    with pytest.raises(RateLimited):
        await all_asked(kind, answers(used_up, httpx.Response(429, headers={"retry-after": "1780"}), seen=[]), 2, clock)
    assert clock.waits == []


class Clock:
    """Time that passes only by waiting."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.waits = 1000.0, list[float]()
        monkeypatch.setattr("evalplatform_sdk.pacing.time.monotonic", lambda: self.now)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)

    async def async_wait(self, seconds: float) -> None:
        self.wait(seconds)


async def all_asked(kind: str, answer: Answer, count: int, clock: Clock) -> list[Any]:
    transport = httpx.MockTransport(answer)
    if kind == "sync":
        server = Server(httpx.Client(transport=transport, base_url=URL), clock.wait)
        with server.http:
            return [server.call("GET", "/") for _ in range(count)]
    other = AsyncServer(httpx.AsyncClient(transport=transport, base_url=URL), clock.async_wait)
    async with other.http:
        return [await other.call("GET", "/") for _ in range(count)]
