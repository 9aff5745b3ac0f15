import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalplatform import process, queue
from exports import apart
from exports.heartbeat import Lost


@pytest.fixture
def children() -> Iterator[None]:
    apart.begin()
    yield
    apart.end()


def write_pid(path: Path) -> None:
    path.write_text(str(os.getpid()))


def ask_for_a_sweep(path: Path) -> None:
    queue.enqueue("exports.sweep")
    path.write_text("asked")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_works_here_where_nobody_asked_for_children(tmp_path: Path) -> None:
    apart.run(write_pid, tmp_path / "pid")
    assert (tmp_path / "pid").read_text() == str(os.getpid())


def test_works_in_a_child(children: None, tmp_path: Path) -> None:
    apart.run(write_pid, tmp_path / "pid")
    pid = int((tmp_path / "pid").read_text())
    assert pid != os.getpid()
    assert os.getpriority(os.PRIO_PROCESS, pid) == max(process.BEHIND, os.getpriority(os.PRIO_PROCESS, 0))  # pages go first


def test_what_a_child_puts_on_the_queue_comes_to_the_parent(children: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str, list[str]]] = []
    monkeypatch.setattr(queue, "_send", lambda *message: sent.append(message))
    apart.run(ask_for_a_sweep, tmp_path / "asked")
    assert sent == [("exports.sweep", "short", [])]


def wait_for(path: Path) -> None:
    until = time.monotonic() + 20
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    path.with_suffix(".seen").touch()


def lose() -> None:
    raise Lost


def test_a_child_that_dies_takes_no_other_with_it(children: None, tmp_path: Path) -> None:
    other = threading.Thread(target=apart.run, args=(wait_for, tmp_path / "go"))
    other.start()
    apart.run(lose)
    apart.run(die)
    (tmp_path / "go").touch()
    other.join(30)
    assert (tmp_path / "go.seen").exists()


def test_a_child_that_dies_is_replaced(children: None, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    apart.run(die)
    apart.run(write_pid, tmp_path / "pid")
    assert (tmp_path / "pid").exists()
    assert "the work is tried again" in caplog.text
