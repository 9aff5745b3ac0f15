"""A small export that is requested while a huge one runs ends first, whatever carries the messages."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, add_traces, client_of

ROWS = 60_000
FEW_KEYS = {"EXPORT_SHARD_ROWS": "1000", "EXPORT_PARALLEL_SHARDS": "4"}  # 60 shards, in turns
ONE_ROW = {"field": "external_id", "op": "eq", "value": "flow-7"}

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Client]:
    redis = {"REDIS_URL": os.environ["TEST_REDIS_URL"]} if request.param == "redis" else {}
    up = Up(tmp_path / "var", **FEW_KEYS, **redis)
    try:
        up.start()
        made = client_of(up)
        add_traces(up, ROWS)
        yield made
    finally:
        up.end()


def under_way(client: Client, export: str) -> None:
    """Return when some of its rows are written."""
    until = time.monotonic() + 20
    while not (now := client.call("GET", f"/api/exports/{export}"))["progress"]["rows"]:
        assert time.monotonic() < until, now
        time.sleep(0.01)


def ended(client: Client, export: str) -> dict[str, Any]:
    now = client.finished(export, seconds=120)
    assert now["state"] == "completed", now
    return now


def test_small_exports_do_not_wait_for_a_huge_one(client: Client) -> None:
    huge = client.export()
    under_way(client, huge)
    small, urgent = client.export(filter=ONE_ROW), client.export(filter=ONE_ROW, priority="high")
    ends = {name: ended(client, export)["finished_at"] for name, export in {"huge": huge, "small": small, "urgent": urgent}.items()}
    assert max(ends["small"], ends["urgent"]) < ends["huge"]


def test_high_goes_before_low(client: Client) -> None:
    low = client.export(priority="low")
    under_way(client, low)
    high = client.export(priority="high")
    assert ended(client, high)["finished_at"] < ended(client, low)["finished_at"]
