"""Whatever is killed in the middle of asking a model: no example is asked more often than it may, and none is lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of
from tests.model_server import ModelServer, serving

EXAMPLES, ATTEMPTS = 60, 3
SETTINGS = {"EVALUATION_LEASE_SECONDS": "3", "OUTBOUND_ALLOW": "127.0.0.1"}
_DATASET = f"""
from evalplatform.evaluations.models import Dataset, DatasetVersion, Example
from evalplatform.projects.models import Project
project = Project.objects.get(slug="flow")
dataset = Dataset.objects.create(project=project, name="questions", latest=1)
DatasetVersion.objects.create(dataset=dataset, number=1, examples={EXAMPLES}, content_hash=b"")
Example.objects.bulk_create(
    Example(
        project=project, dataset=dataset, external_id=f"e-{{n}}", input=f'"q-{{n}}"', reference=f'"{{n}}"', content_hash=b"", added_in=1
    )
    for n in range({EXAMPLES})
)
"""
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serving() as server:
        server.seconds = 0.15
        server.reply = lambda body: str(body["messages"][-1]["content"]).rpartition("-")[2]
        server.plan = lambda question, time: 500 if question.endswith("7") and time == 1 else "ok"
        yield server


def requested(client: Client, model: ModelServer) -> str:
    made = client.up.manage("shell", "-v0", "-c", _DATASET)
    assert made.returncode == 0, made.stderr
    endpoint = {"url": model.url, "model": "m", "concurrency": 3, "max_attempts": ATTEMPTS}
    body = {"dataset": "questions", "scorers": [{"name": "last_number"}], "source": {"endpoint": endpoint}}
    return str(client.call("POST", "/api/external/evaluations", body)["id"])


def in_the_middle(model: ModelServer) -> None:
    until = time.monotonic() + 30
    while len(model.asked) < EXAMPLES // 3:
        assert time.monotonic() < until, "the model was hardly asked"
        time.sleep(0.02)


def ended(client: Client, id: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        now: dict[str, Any] = client.call("GET", f"/api/external/evaluations/{id}")
        if now["finished_at"]:
            return now
        time.sleep(0.2)
    raise AssertionError(f"not finished: {now}\n{client.up.said_since()}")


def is_whole(client: Client, model: ModelServer, id: str) -> None:
    """Each example has its answer, those at the moment of the kill were asked once more, and all others as often as they had to be."""
    now = ended(client, id)
    progress = now["progress"]
    assert (now["state"], progress["total"], progress["done"], progress["errored"]) == ("completed", EXAMPLES, EXAMPLES, 0)
    assert len(model.asked) == EXAMPLES
    assert max(model.asked.values()) <= ATTEMPTS
    needed = sum(2 if question.endswith("7") else 1 for question in model.asked)
    assert needed <= sum(model.asked.values()) <= needed + 3
    page = client.call("GET", f"/api/external/evaluations/{id}/results?page_size=100")["results"]
    assert [one["metrics"]["last_number"] for one in page] == [1.0] * EXAMPLES
    unasked = {one["pair_key"]: one["attempts"] - model.asked[f"q-{one['pair_key'][2:]}"] for one in page}
    assert set(unasked.values()) <= {0, 1}  # an attempt counts before the request leaves: the kill can come between
    assert sum(unasked.values()) <= 3


def test_the_whole_embedded_process_is_killed(tmp_path: Path, model: ModelServer) -> None:
    up = Up(tmp_path / "var", **SETTINGS)
    try:
        up.start()
        client = client_of(up)
        id = requested(client, model)
        in_the_middle(model)
        up.signal(signal.SIGKILL)
        assert up.left_after(10) == []
        up.start()
        is_whole(client, model, id)
    finally:
        up.end()


@pytest.mark.redis
def test_a_worker_process_is_killed(tmp_path: Path, model: ModelServer) -> None:
    up = Up(tmp_path / "var", REDIS_URL=os.environ["TEST_REDIS_URL"], **SETTINGS)
    try:
        up.start()
        client = client_of(up)
        id = requested(client, model)
        in_the_middle(model)
        for one in up.processes("--queues asking"):
            one.kill()
        is_whole(client, model, id)
    finally:
        up.end()
