"""Whatever is killed while webhooks are sent: every event arrives at least once, at each endpoint that lives."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of
from tests.flows.test_crash import kill_and_start_again, kill_postgresql
from tests.integrations.receiver import Behaviour, Receiver, receiving
from tests.redis_server import Redis

EVENTS = 400
PATIENCE = 200  # the lease, the sweep and the retry after five seconds come first; the rest is for a slow machine
SETTINGS = {"OUTBOUND_ALLOW": "127.0.0.1", "WEBHOOK_LEASE_SECONDS": "3"}
_EVENTS = """
INSERT INTO events_event (id, project_id, type, payload)
SELECT uuidv7(), id, 'export.cancelled', '{"export": "x"}' FROM projects_project, generate_series(1, %s)
RETURNING id
"""
_HURRY = """
UPDATE integrations_delivery SET next_attempt_at = now()
WHERE state = 'waiting' AND attempts = 2 AND next_attempt_at > now() + interval '1 minute'
"""

pytestmark = pytest.mark.timeout(500)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        server.plan = _behave
        yield server


def _behave(path: str, time_asked: int) -> Behaviour:
    if path == "/hangs":
        return "hang"
    return 503 if path == "/fails-first" and time_asked == 1 else 0.01


@pytest.fixture
def client(tmp_path: Path, receiver: Receiver) -> Iterator[Client]:
    with running(tmp_path, receiver) as found:
        yield found


@contextmanager
def running(folder: Path, receiver: Receiver, **settings: str) -> Iterator[Client]:
    """A server with three endpoints, of which one hangs."""
    up = Up(folder / "var", **SETTINGS, **settings)
    try:
        up.start()
        found = client_of(up)
        for path in ("/well", "/fails-first", "/hangs"):
            found.call("POST", "/api/integrations/endpoints", {"kind": "standard", "url": receiver.url + path})
        yield found
    finally:
        up.end()


def happen(up: Up) -> set[str]:
    """The ids of events that nobody has put on a queue."""
    with _connected(up) as connected:
        return {f"evt_{id}" for (id,) in connected.execute(_EVENTS, [EVENTS])}


def hurry(up: Up) -> None:
    """Let five minutes pass for those whose first attempt was lost in the kill, so that it was the second that the receiver refused."""
    with suppress(psycopg.OperationalError), _connected(up) as connected:
        connected.execute(_HURRY)


def _connected(up: Up) -> psycopg.Connection[tuple[Any, ...]]:
    where = embedded.database(up.data_dir)
    return psycopg.connect(host=where["HOST"], dbname=where["NAME"], user=where["USER"], autocommit=True)


def until(what: Callable[[], bool], up: Up, why: Callable[[], str] = str) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, f"{why()}\n{up.said_since()}"
        time.sleep(0.05)


def missing(receiver: Receiver, events: set[str], up: Up) -> dict[str, int]:
    """How many events have not arrived, by endpoint; those that have all are left out."""
    left = {path: len(events - set(receiver.ids(path))) for path in ("/well", "/fails-first")}
    if 0 < sum(left.values()) < EVENTS // 10:
        hurry(up)
    return {path: count for path, count in left.items() if count}


def survives(client: Client, receiver: Receiver, disturb: Callable[[Up], None]) -> None:
    events = happen(client.up)
    until(lambda: len(receiver.ids("/well")) >= EVENTS // 10, client.up)
    disturb(client.up)
    assert len(set(receiver.ids("/well"))) < EVENTS
    until(lambda: not missing(receiver, events, client.up), client.up, lambda: str(missing(receiver, events, client.up)))


@pytest.mark.parametrize("disturb", [kill_and_start_again, kill_postgresql], ids=["everything", "postgresql"])
def test_every_event_arrives(client: Client, receiver: Receiver, disturb: Callable[[Up], None]) -> None:
    survives(client, receiver, disturb)


@pytest.mark.redis_program
def test_every_event_arrives_when_redis_loses_its_memory(tmp_path: Path, receiver: Receiver) -> None:
    redis = Redis(tmp_path)
    try:
        with running(tmp_path, receiver, REDIS_URL=redis.url) as client:
            survives(client, receiver, lambda up: redis.restart())
    finally:
        redis.stop()
