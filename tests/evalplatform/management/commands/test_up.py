import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up

PROJECT = "__import__('evalplatform.projects.models').projects.models.Project.objects"
ODD = 'it\'s a "path" of ünusual length ' + "x" * 100


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One that only reading tests share."""
    up = Up(tmp_path_factory.mktemp("up") / ODD)
    up.start()
    yield up
    up.end()


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    up = Up(tmp_path / "var")
    yield up
    up.end()


def socket_directory(up: Up) -> Path:
    return Path(embedded.database(up.data_dir)["HOST"])


def test_serves(running: Up) -> None:
    assert running.get("/healthz") == 200


def test_says_a_line_for_each_step(running: Up) -> None:
    steps = [line.rsplit(" (", 1)[0] for line in running.said]
    assert steps == ["PostgreSQL is ready", "the database is migrated", f"serving on http://127.0.0.1:{running.port}"]


def test_its_files_are_private(running: Up) -> None:
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in running.data_dir.iterdir() if path.is_file()}
    assert {name: mode for name, mode in modes.items() if mode != "0o600"} == {}


def test_a_second_one_on_the_same_directory_is_refused_in_a_line(running: Up) -> None:
    second = running.manage("up")
    assert running.process is not None
    where = f"process {running.process.pid}, http://127.0.0.1:{running.port}"
    assert (second.returncode, second.stdout, second.stderr) == (1, "", f"up: A server already runs on {running.data_dir}: {where}\n")


def test_a_command_in_another_shell_uses_it(running: Up) -> None:
    assert running.manage("migrate", "--check").returncode == 0


def test_a_used_port_is_refused_in_a_line(up: Up) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", up.port))
        other.listen()
        refused = up.manage("up")
    message = f"up: Port {up.port} on 127.0.0.1: Address already in use. Set PORT to another one.\n"
    assert (refused.returncode, refused.stderr) == (1, message)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_within_5_seconds(number: int, up: Up) -> None:
    up.start()
    directory = socket_directory(up)
    assert up.signal(number) < 5
    assert up.process is not None
    assert up.process.returncode == 0
    assert up.left_after(0) == []
    assert not directory.exists()


def test_a_second_signal_does_not_hurt(up: Up) -> None:
    up.start()
    assert up.process is not None
    up.process.send_signal(signal.SIGINT)
    up.process.send_signal(signal.SIGINT)
    assert up.signal(signal.SIGTERM) < 5
    assert up.process.returncode == 0


def test_stops_while_a_request_hangs(up: Up) -> None:
    up.start()
    with socket.create_connection(("127.0.0.1", up.port)) as client:
        client.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
        assert up.signal(signal.SIGTERM) < 5
    assert up.left_after(0) == []


def test_sigkill_leaves_nothing_and_the_next_one_has_the_data(up: Up) -> None:
    up.start()
    up.manage("shell", "-c", f"{PROJECT}.create(slug='kept', name='Kept')")
    up.signal(signal.SIGKILL)
    assert up.left_after(20) == []
    assert up.start() < 10
    assert up.manage("shell", "-c", f"print({PROJECT}.get().slug)").stdout.endswith("kept\n")
    up.signal(signal.SIGTERM)


def test_postgresql_that_is_killed_comes_back(up: Up) -> None:
    up.start()
    (postgres,) = up.processes("bin/postgres -D")
    postgres.kill()
    until = time.monotonic() + 10
    while up.manage("migrate", "--check").returncode and time.monotonic() < until:
        time.sleep(0.1)
    assert up.manage("migrate", "--check").returncode == 0
    assert up.get("/healthz") == 200


@pytest.mark.skipif(not shutil.which("make"), reason="make is how it is started here")
@pytest.mark.parametrize("target", ["make", "group"])
def test_a_signal_to_make_stops_everything(target: str, up: Up) -> None:
    up.start("make", "--old-file=.venv/up.stamp", "up", "ARGS=--no-demo")
    assert up.process is not None
    if target == "group":
        os.killpg(up.process.pid, signal.SIGTERM)
    up.signal(signal.SIGTERM)
    assert up.left_after(20) == []
