import os
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django_ratelimit.core import get_usage

from external_api.throttling import redis_counters

pytestmark = pytest.mark.redis


@pytest.fixture
def counters(settings: Any) -> Any:
    backend = {"BACKEND": "external_api.throttling.redis_counters.Counters", "LOCATION": os.environ["TEST_REDIS_URL"]}
    settings.CACHES = {**settings.CACHES, "counters": backend}
    caches["counters"].clear()
    yield caches["counters"]
    caches["counters"].clear()
    for pool in vars(caches["counters"])["_cache"]._pools.values():
        pool.disconnect()


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to Redis."""
    sent: list[str] = []
    send: Any = redis.Redis.execute_command

    def noted(self: Any, *arguments: Any, **options: Any) -> Any:
        sent.append(arguments[0])
        return send(self, *arguments, **options)

    monkeypatch.setattr(redis.Redis, "execute_command", noted)
    return sent


def used(*, increment: bool = True, name: str = "ann") -> int:
    return int(get_usage(None, group="g", key=lambda *_: name, rate="100/h", increment=increment)["count"])


def seconds_left(counters: Any) -> list[int]:
    client = counters._cache.get_client()
    return [client.ttl(key) for key in client.keys("*")]


def test_it_counts(counters: Any) -> None:
    assert [used(), used(), used(increment=False), used(), used(name="bob")] == [1, 2, 2, 3, 1]
    assert [used(name="carl", increment=False), used(name="carl")] == [0, 1]


def test_one_round_trip_a_count(counters: Any, commands: list[str]) -> None:
    assert ([used(), used(), used(), used(increment=False)], commands) == ([1, 2, 3, 3], ["SET", "INCRBY", "INCRBY", "GET"])


def test_another_process_has_begun(counters: Any, commands: list[str]) -> None:
    used()
    counters._cache._begun.clear()
    assert (used(), commands) == (2, ["SET", "SET", "INCRBY"])


@pytest.mark.parametrize("lost", [False, True])
def test_every_counter_ends_by_itself(counters: Any, lost: bool) -> None:
    used()
    if lost:
        counters.clear()
    assert used() == (1 if lost else 2)
    (left,) = seconds_left(counters)
    assert 3590 < left <= 3605


def test_what_is_remembered_has_a_bound(counters: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_counters, "MOST_REMEMBERED", 2)
    assert [used(name=str(number)) for number in (1, 2, 3, 1, 2, 3)] == [1, 1, 1, 2, 2, 2]
    assert len(counters._cache._begun) <= 2
