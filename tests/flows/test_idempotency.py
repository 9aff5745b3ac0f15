"""Many clients send the same calls at the same moment: each key makes one object, and a server that is killed leaves none by half."""

import http.client
import json
import signal
import threading
import time
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of

CLIENTS, KEYS = 10, 100
PATH = "/api/external/traces"

pytestmark = pytest.mark.timeout(240)


@dataclass
class Heard:
    """What all clients heard together: how often each status came, and the ids that were answered under each key."""

    statuses: Counter[int] = field(default_factory=Counter)
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@pytest.fixture
def client(up: Up) -> Client:
    up.start()
    return client_of(up)


def race(port: int, key: str, *, clients: int, keys: int) -> Heard:
    """Each client sends each key, all of them one key at the same moment; none asks again after a 409."""
    heard, together, noting = Heard(), threading.Barrier(clients), threading.Lock()

    def send_all() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number in range(keys):
            together.wait(60)
            status, body = send(connection, key, f"key-{number}")
            with noting:
                heard.statuses[status] += 1
                if status == 200:
                    heard.ids[f"key-{number}"].add(body["results"][0]["id"])
        connection.close()

    threads = [threading.Thread(target=send_all) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def send(connection: http.client.HTTPConnection, key: str, idempotency_key: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Api-Key {key}", "Content-Type": "application/json", "Idempotency-Key": idempotency_key}
    connection.request("POST", PATH, json.dumps({"input": idempotency_key}), headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def stored(client: Client) -> list[str]:
    """The inputs of all traces."""
    found = client.call("GET", f"{PATH}?page_size=10000")
    assert found["next"] is None
    return sorted(one["input"] for one in found["results"])


def test_each_key_makes_one_object(client: Client) -> None:
    heard = race(client.up.port, client.key, clients=CLIENTS, keys=KEYS)
    assert set(heard.statuses) <= {200, 409}
    assert heard.statuses.total() == CLIENTS * KEYS
    assert heard.statuses[409] > 0  # there were races
    assert [len(ids) for ids in heard.ids.values()] == [1] * KEYS
    assert stored(client) == sorted(f"key-{number}" for number in range(KEYS))


def test_after_a_kill_a_retry_makes_what_is_missing_and_nothing_else(client: Client) -> None:
    """Clients send without end; the server is killed in the midst, and all that they sent is sent again to the next one."""
    sent: set[str] = set()
    threads = [threading.Thread(target=_until_it_dies, args=(client, f"client-{number}", sent)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    client.up.signal(signal.SIGKILL)
    for thread in threads:
        thread.join()
    client.up.start()
    with closing(http.client.HTTPConnection("127.0.0.1", client.up.port, timeout=30)) as connection:
        assert {send(connection, client.key, key)[0] for key in sorted(sent)} == {200}
    assert len(sent) > CLIENTS
    assert stored(client) == sorted(sent)


def _until_it_dies(client: Client, name: str, sent: set[str]) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", client.up.port, timeout=30)) as connection:
        for number in range(100_000):
            sent.add(f"{name}-{number}")
            try:
                send(connection, client.key, f"{name}-{number}")
            except (OSError, http.client.HTTPException, ValueError):
                return
