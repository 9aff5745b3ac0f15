import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import add_traces, client_of

pytestmark = pytest.mark.redis
COMMAND = (sys.executable, "manage.py", "serve")


def machine(running: ExitStack, folder: Path, common: dict[str, str], *parts: str) -> Up:
    up = Up(folder, **common)
    running.callback(up.end)
    if "web" in parts:
        assert up.manage("migrate", "-v0").returncode == 0
    up.start(*COMMAND, *parts, "--port", str(up.port))
    assert up.said[-1].startswith(f"serving {', '.join(parts)}")
    return up


def test_machines_beside_each_other(shared: dict[str, str], tmp_path: Path) -> None:
    """Web and beat on one, workers on another, which is lost in the middle of its work; a third takes over."""
    with ExitStack() as running:
        web = machine(running, tmp_path / "one", shared, "web", "beat")
        workers = machine(running, tmp_path / "two", shared, "workers")
        assert web.processes("celery --app evalplatform --quiet worker") == []
        client = client_of(web)
        add_traces(web, 2000)
        assert client.finished(client.export(), seconds=60)["state"] == "completed"
        assert workers.process
        workers.process.kill()
        assert workers.left_after(20) == []
        export = client.export()
        machine(running, tmp_path / "three", shared, "workers")
        ended = client.finished(export, seconds=60)
        assert (ended["state"], ended["progress"]["rows"]) == ("completed", 2000)
        assert web.signal(signal.SIGTERM) < 5
        assert web.left_after(5) == []


def test_without_redis_there_are_no_parts(tmp_path: Path) -> None:
    up = Up(tmp_path)
    try:
        said = up.manage("serve", "workers")
    finally:
        up.end()
    assert said.returncode == 1
    assert "set DATABASE_URL and REDIS_URL, or run manage.py up" in said.stderr
