"""Whatever is killed in the middle of an export: it ends complete by itself, with the bytes of an undisturbed one."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import LEASE_SECONDS, SETTINGS, Client, add_traces, client_of

ROWS = 150_000
# after the lease: the sweep's ten seconds, the export itself, and as long again for a slow machine
PATIENCE = LEASE_SECONDS + 10 + 40

pytestmark = pytest.mark.timeout(240)


def checked(client: Client, export: str) -> str:
    """The SHA-256 of a complete export without leftovers."""
    ended = client.finished(export, seconds=PATIENCE)
    assert (ended["state"], ended["error"], [file["rows"] for file in ended["files"]]) == ("completed", None, [ROWS])
    named = {file["name"] for file in ended["files"] + ended["companions"]}
    assert {path.name for path in client.folder(export).iterdir()} == named
    return str(ended["files"][0]["sha256"])


def survives(client: Client, disturb: Callable[[Up], None]) -> None:
    add_traces(client.up, ROWS)
    expected = checked(client, client.export())
    export = client.export()
    client.in_mid_stream(export)
    disturb(client.up)
    assert checked(client, export) == expected


def test_the_whole_embedded_process_is_killed(up: Up) -> None:
    up.start()
    survives(client_of(up), kill_and_start_again)


def test_postgresql_is_killed_and_comes_back(up: Up) -> None:
    up.start()
    survives(client_of(up), kill_postgresql)


@pytest.mark.redis
def test_a_worker_process_is_killed(tmp_path: Path) -> None:
    up = Up(tmp_path / "var", REDIS_URL=os.environ["TEST_REDIS_URL"], **SETTINGS)
    try:
        up.start()
        survives(client_of(up), kill_worker)
    finally:
        up.end()


def kill_and_start_again(up: Up) -> None:
    up.signal(signal.SIGKILL)
    assert up.left_after(10) == []
    up.start()


def kill_postgresql(up: Up) -> None:
    (postmaster,) = (one for one in up.processes("postgres") if one.cmdline()[0].endswith("/postgres"))
    postmaster.kill()


def kill_worker(up: Up) -> None:
    """The process that holds the part open."""
    writing = [one for one in up.processes("celery") if any(file.path.endswith(".partial") for file in one.open_files())]
    assert len(writing) == 1
    writing[0].kill()
