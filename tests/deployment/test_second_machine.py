"""Workers on another machine than the web: what the two settings that lead to the servers are enough for, and what needs more in common."""

import hashlib
import json
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, add_traces, client_of

pytestmark = pytest.mark.redis
ROWS = 500


@pytest.fixture
def running() -> Any:
    with ExitStack() as stack:
        yield stack


def machine(running: ExitStack, folder: Path, settings: dict[str, str], *parts: str) -> Up:
    """A process group with a data directory of its own."""
    up = Up(folder, **settings)
    running.callback(up.end)
    if "web" in parts:
        assert up.manage("prepare", "-v0").returncode == 0
    up.start(sys.executable, "manage.py", "serve", *parts, "--port", str(up.port))
    return up


def downloaded(client: Client, export: str) -> tuple[int, bytes]:
    address = f"http://127.0.0.1:{client.up.port}/api/exports/{export}/download"
    request = urllib.request.Request(address, headers={"Authorization": f"Api-Key {client.key}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def test_with_the_two_servers_alone_in_common_work_is_done_and_the_missing_folder_is_named(
    running: ExitStack, shared: dict[str, str], tmp_path: Path
) -> None:
    both = {name: shared[name] for name in ("DATABASE_URL", "REDIS_URL", "EXPORT_LEASE_SECONDS")}
    web = machine(running, tmp_path / "one", {**both, "SECRET_KEY": "of-the-web-" + "w" * 50}, "web", "beat")
    machine(running, tmp_path / "two", {**both, "SECRET_KEY": "of-the-workers-" + "v" * 50}, "workers")
    client = client_of(web)
    client.call("POST", "/api/external/traces", {"external_id": "by-http", "input": "2+2"})
    add_traces(web, ROWS)
    export = client.export()
    ended = client.finished(export, seconds=60)
    assert (ended["state"], ended["progress"]["rows"]) == ("completed", ROWS + 1)
    status, body = downloaded(client, export)
    assert (status, json.loads(body)["code"]) == (410, "file_gone")
    assert "the machines do not have one EXPORT_DIR in common" in json.loads(body)["detail"]
    (file,) = (tmp_path / "two" / "exports" / export).glob("*.jsonl")
    assert file.read_bytes().count(b"\n") == ROWS + 1  # nothing is lost: it lies with the workers


def test_with_all_in_common_the_file_comes_from_either(running: ExitStack, shared: dict[str, str], tmp_path: Path) -> None:
    web = machine(running, tmp_path / "one", shared, "web", "beat")
    workers = machine(running, tmp_path / "two", shared, "workers")
    client = client_of(web)
    add_traces(web, ROWS)
    export = client.export()
    (file,) = client.finished(export, seconds=60)["files"]
    status, body = downloaded(client, export)
    assert (status, hashlib.sha256(body).hexdigest(), body.count(b"\n")) == (200, file["sha256"], ROWS)
    checked = workers.manage("verify_export", str(Path(shared["EXPORT_DIR"]) / export))
    assert checked.returncode == 0, checked.stdout + checked.stderr
