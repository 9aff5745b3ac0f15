"""The quota of several processes that count in one Redis, and what becomes of it when Redis goes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.db import connection
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from external_api.throttling import breaker, counting
from tests.external_api.callers import limited, limited_key
from tests.redis_server import Redis
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, CALLS, LIMIT = 4, 2000, 500
URL = "/api/external/traces"
CHEAP_URL = f"{URL}?nope=1"  # counted, then refused with 400
_CALLS = """
import json, sys, threading, django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from rest_framework.test import APIClient
key, calls, url = json.loads(sys.argv[1])
of_thread = threading.local()
def begin():
    of_thread.client = APIClient(HTTP_X_API_KEY=key, HTTP_HOST="localhost")
def call(_):
    answer = of_thread.client.get(url)
    return answer.status_code, answer.headers["X-RateLimit-Remaining"]
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(2, initializer=begin) as threads:
    print(json.dumps(list(threads.map(call, range(calls)))))
"""


def environment(redis: str) -> dict[str, str]:
    where = connection.settings_dict
    port = f":{where['PORT']}" if where["PORT"] else ""
    url = f"postgres://{where['USER']}:{quote(where['PASSWORD'], '')}@{quote(where['HOST'], '')}{port}/{where['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "evalplatform.settings",
        "DATABASE_URL": url,
        "REDIS_URL": redis,
        "LOG_LEVEL": "CRITICAL",
    }


def caller(key: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _CALLS, json.dumps([key, CALLS // PROCESSES, CHEAP_URL])],
        cwd=ROOT,
        env=environment(os.environ["TEST_REDIS_URL"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.redis
@pytest.mark.timeout(240)
def test_four_processes_let_exactly_as_many_through_as_the_limit_says(project: Project) -> None:
    key = limited_key(project, requests=LIMIT)
    with ExitStack() as running:
        callers = [running.enter_context(caller(key)) for _ in range(PROCESSES)]
        for one in callers:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        for one in callers:  # all at once
            assert one.stdin
            one.stdin.write("\n")
            one.stdin.flush()
        answers = [tuple(answer) for one in callers for answer in json.loads(one.communicate(timeout=200)[0])]
    assert Counter(status for status, _ in answers) == {400: LIMIT, 429: CALLS - LIMIT}
    assert sorted(int(left) for status, left in answers if status == 400) == list(range(LIMIT))
    assert {left for status, left in answers if status == 429} == {"0"}


@pytest.fixture
def redis(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    server = Redis(tmp_path)
    options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    backend = {"BACKEND": "external_api.throttling.redis_counters.Counters", "LOCATION": server.url, "OPTIONS": options}
    settings.CACHES = {**settings.CACHES, "counters": backend}
    monkeypatch.setattr(counting, "_counters", breaker.Breaker("The cache"))
    yield server
    for pool in vars(caches["counters"])["_cache"]._pools.values():
        pool.disconnect()
    server.stop()


def seconds_of(client: APIClient, calls: int) -> float:
    started = time.monotonic()
    assert [client.get(URL).status_code for _ in range(calls)] == [200] * calls
    return time.monotonic() - started


@pytest.mark.redis_program
def test_redis_dies_in_the_middle_and_comes_back(
    project: Project, redis: Redis, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "RETRY_SECONDS", 0.5)
    client = limited(project, requests=3)
    assert [client.get(URL).headers["X-RateLimit-Remaining"] for _ in range(2)] == ["2", "1"]
    redis.stop()
    assert [client.get(URL).headers.get("X-RateLimit-Remaining") for _ in range(5)] == [None] * 5
    redis.start()
    time.sleep(0.6)
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [one.getMessage() for one in caplog.records if one.name == breaker.__name__] == [
        "The cache is away; it is tried again every 0.5 seconds",
        "The cache answers again",
    ]


@pytest.mark.redis_program
def test_a_redis_that_hangs_costs_one_call_a_second_and_the_others_nothing(project: Project, redis: Redis) -> None:
    client = limited(project, requests=100)
    seconds_of(client, 1)
    redis.server.send_signal(signal.SIGSTOP)
    try:
        first, others = seconds_of(client, 1), seconds_of(client, 20)
    finally:
        redis.server.send_signal(signal.SIGCONT)
    assert 0.9 < first < 3
    assert others < 0.9 * 20  # each would have waited a second


@pytest.mark.redis_program
def test_a_redis_that_has_forgotten_begins_anew(project: Project, redis: Redis) -> None:
    client = limited(project, requests=2)
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 429, 429]
    caches["counters"].clear()
    assert client.get(URL).status_code == 200
    assert [client.get(URL).status_code for _ in range(2)] == [200, 429]
