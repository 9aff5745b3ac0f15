import re
from typing import Any

import pytest
from django.core.cache import caches
from pytest_django import Settings
from rest_framework.test import APIClient

from evalplatform.projects.caller import Caller, Limits
from evalplatform.projects.models import Project, Role
from external_api import throttling
from external_api.models import Tier
from external_api.throttling import counting
from external_api.throttling.breaker import Breaker
from tests.external_api.callers import freeze, limited
from tests.external_api.people import person, token_client

URL = "/api/external/traces"
EXPORT = {"resource": "traces"}
NAMES = ("RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")


def quota(answer: Any) -> dict[str, str]:
    return {name: answer.headers[name] for name in NAMES if name in answer.headers}


def left(answer: Any) -> list[tuple[str, str]]:
    return re.findall(r'"(\w+)";r=(\d+)', answer.headers["RateLimit"])


def statuses(client: APIClient, calls: int) -> list[int]:
    return [client.get(URL).status_code for _ in range(calls)]


def post(client: APIClient) -> Any:
    return client.post("/api/exports", EXPORT, format="json")


@pytest.fixture(autouse=True)
def nothing_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalplatform.queue._send", lambda *_: None)


def test_the_headers_at_every_step(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    client = limited(project, requests=3)
    clock = freeze(monkeypatch, 1_800_000_000)
    first = quota(client.get(URL))
    end = int(first["X-RateLimit-Reset"])
    seconds = end - clock.moment
    assert 0 < seconds <= 3600
    assert first == {
        "RateLimit-Policy": '"hour";q=3;w=3600',
        "RateLimit": f'"hour";r=2;t={seconds}',
        **{"X-RateLimit-Limit": "3", "X-RateLimit-Remaining": "2", "X-RateLimit-Reset": str(end)},
    }
    clock.moment += 0.7
    assert quota(client.get(URL)) == {**first, "RateLimit": f'"hour";r=1;t={seconds}', "X-RateLimit-Remaining": "1"}
    clock.moment = end - 1
    assert quota(client.get(URL)) == {**first, "RateLimit": '"hour";r=0;t=1', "X-RateLimit-Remaining": "0"}
    over = client.get(URL)
    assert (over.status_code, quota(over)) == (
        429,
        {**first, "RateLimit": '"hour";r=0;t=1', "X-RateLimit-Remaining": "0", "Retry-After": "1"},
    )
    clock.moment = end
    assert quota(client.get(URL)) == {**first, "RateLimit": '"hour";r=2;t=3600', "X-RateLimit-Reset": str(end + 3600)}


def test_a_call_too_many(project: Project) -> None:
    client = limited(project, requests=1)
    client.get(URL)
    answer = client.get(URL)
    body, wait = answer.json(), answer.headers["Retry-After"]
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
    assert (body["code"], body["status"]) == ("rate_limited", 429)
    assert body["detail"] == f"The tier small allows 1 requests an hour, and no more are left. Try again in {wait} seconds."


def test_whoever_waits_as_told_is_let_in(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    client = limited(project, requests=1)
    clock = freeze(monkeypatch, 1_800_000_000)
    client.get(URL)
    clock.moment += int(client.get(URL).headers["Retry-After"]) - 1
    assert client.get(URL).status_code == 429
    clock.moment += 1
    assert client.get(URL).status_code == 200


def test_a_heavy_call_counts_in_its_group_too(project: Project) -> None:
    client = limited(project, requests=10, exports=2)
    assert left(post(client)) == [("hour", "9"), ("exports", "1")]
    assert left(client.get(URL)) == [("hour", "8")]
    answer = post(client)
    assert answer.headers["RateLimit-Policy"] == '"hour";q=10;w=3600, "exports";q=2;w=3600'
    assert (answer.status_code, left(answer)) == (202, [("hour", "7"), ("exports", "0")])


def test_a_heavy_call_too_many_costs_nothing(project: Project) -> None:
    client = limited(project, requests=10, exports=1)
    post(client)
    for _ in range(3):
        answer = post(client)
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited_exports")
        assert left(answer) == [("hour", "9"), ("exports", "0")]
    assert (client.get(URL).status_code, project.exports.count()) == (200, 1)


def test_a_heavy_call_that_finds_no_requests_left_costs_nothing(project: Project) -> None:
    client = limited(project, requests=1, exports=1)
    client.get(URL)
    answer = post(client)
    assert (answer.json()["code"], left(answer)) == ("rate_limited", [("hour", "0"), ("exports", "1")])


@pytest.mark.parametrize(
    ("path", "group"),
    [("/api/jobs", "exports"), ("/api/exports/018f0000-0000-7000-8000-000000000000/retry", "exports"), ("/api/exports/stream", "streams")],
)
def test_what_is_heavy(project: Project, path: str, group: str) -> None:
    client = limited(project, exports=5, streams=5)
    answer = client.get(path) if group == "streams" else client.post(path, {}, format="json")
    assert (answer.status_code >= 400, left(answer)) == (True, [(group, "4")])
    assert "X-RateLimit-Limit" not in answer.headers


def test_a_tier_without_limits_has_no_headers_and_is_not_counted(api: APIClient) -> None:
    assert (statuses(api, 3), quota(api.get(URL)), list(vars(caches["counters"])["_cache"])) == ([200] * 3, {}, [])


@pytest.mark.parametrize("limit", [0, 4])
def test_a_limit_is_met_exactly(project: Project, limit: int) -> None:
    assert statuses(limited(project, requests=limit), 7) == [200] * limit + [429] * (7 - limit)


def test_callers_do_not_use_up_each_others(project: Project) -> None:
    one, another = limited(project, requests=1), limited(project, requests=1)
    assert (statuses(one, 2), statuses(another, 2)) == ([200, 429], [200, 429])


def test_a_larger_tier_in_the_middle_of_an_hour_keeps_what_was_used(project: Project) -> None:
    client = limited(project, requests=2)
    assert statuses(client, 50) == [200, 200] + [429] * 48
    Tier.objects.update(requests=5)
    assert left(client.get(URL)) == [("hour", "1")]  # three were counted before: one of the refused met the edge


def test_a_smaller_tier_in_the_middle_of_an_hour_keeps_what_was_used(project: Project) -> None:
    client = limited(project, requests=10)
    statuses(client, 4)
    Tier.objects.update(requests=3)
    answer = client.get(URL)
    assert (answer.status_code, left(answer)) == (429, [("hour", "0")])
    Tier.objects.update(requests=10)
    assert left(client.get(URL))[0][1] in ("4", "5")


def test_refused_by_permission_says_what_is_left_and_costs_nothing(project: Project) -> None:
    client = limited(project, scopes=("traces:read",), requests=5, exports=2)
    for _ in range(2):
        answer = post(client)
        assert (answer.status_code, left(answer)) == (403, [("hour", "5"), ("exports", "2")])
    assert left(client.get(URL)) == [("hour", "4")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", f"{URL}/018f0000-0000-7000-8000-000000000000", 404), ("put", URL, 405), ("get", f"{URL}?nope=1", 400)],
)
def test_failures_are_counted_and_say_so(project: Project, method: str, path: str, status: int) -> None:
    answer = getattr(limited(project, requests=5), method)(path)
    assert (answer.status_code, left(answer)) == (status, [("hour", "4")])


def test_a_crash_says_what_is_left(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("external_api.resources.traces.Question.of", lambda *_, **__: 1 / 0)
    client = limited(project, requests=5)
    client.raise_request_exception = False
    answer = client.get(URL)
    assert (answer.status_code, left(answer)) == (500, [("hour", "4")])


@pytest.mark.parametrize("credentials", [{}, {"HTTP_X_API_KEY": "evp_nope"}])
def test_who_is_not_known_is_told_nothing(db: None, credentials: dict[str, Any]) -> None:
    answer = APIClient(**credentials).get(URL)
    assert (answer.status_code, quota(answer)) == (401, {})


def test_without_authentication_nothing_is_counted(db: None) -> None:
    assert quota(APIClient().get("/api/external/health")) == {}


def test_a_person_is_counted_in_each_project_apart(project: Project, stranger_project: Project) -> None:
    user = person("ann", (project, Role.VIEWER), (stranger_project, Role.VIEWER))
    Tier.objects.update_or_create(name="premium", defaults={"requests": 1})
    assert statuses(token_client(user, project), 2) == [200, 429]
    assert statuses(token_client(user, stranger_project), 2) == [200, 429]


def test_what_is_used_can_be_asked_and_costs_nothing(project: Project) -> None:
    caller = Caller(project=project, scopes=frozenset(), key_prefix="abc", limits=Limits("t", requests=5, batches=2))
    counting.count(caller, "requests", 5)
    found = throttling.used(caller)
    assert {group: (one.limit, one.count, one.remaining) for group, one in found.items()} == {"requests": (5, 1, 4), "batches": (2, 0, 2)}
    assert found == throttling.used(caller)
    assert len({one.resets_at for one in found.values()}) == 1


def test_what_is_remembered_has_a_bound(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "MOST_REMEMBERED", 2)
    monkeypatch.setattr(throttling, "_used_up", set())
    for _ in range(5):
        assert statuses(limited(project, requests=0), 1) == [429]
    assert len(throttling._used_up) <= 2


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """A cache that does not answer, and how often it was asked."""
    asked: list[None] = []

    def get_usage(*_: Any, **__: Any) -> None:
        asked.append(None)
        raise ConnectionError("away")

    monkeypatch.setattr(counting, "get_usage", get_usage)
    monkeypatch.setattr(counting, "_counters", Breaker("The cache"))
    return asked


def test_calls_pass_uncounted_without_a_cache(project: Project, away: list[None], caplog: pytest.LogCaptureFixture) -> None:
    client = limited(project, requests=1)
    answers = [client.get(URL) for _ in range(5)]
    assert ([one.status_code for one in answers], [quota(one) for one in answers]) == ([200] * 5, [{}] * 5)
    assert (len(away), [one.levelname for one in caplog.records]) == (1, ["ERROR"])


def test_calls_are_refused_without_a_cache_where_it_is_wanted_so(project: Project, away: list[None], settings: Settings) -> None:
    settings.QUOTA_WITHOUT_REDIS = "closed"
    answer = post(limited(project, requests=9, exports=9))
    assert (answer.status_code, answer.json()["code"], quota(answer)) == (503, "quota_unavailable", {"Retry-After": "5"})
    assert not project.exports.exists()


def test_unlimited_callers_do_not_need_the_cache(api: APIClient, away: list[None], settings: Settings) -> None:
    settings.QUOTA_WITHOUT_REDIS = "closed"
    assert (statuses(api, 1), away) == ([200], [])
