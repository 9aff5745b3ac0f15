"""One function in a second process, which never outlives the first."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from evalplatform.tracing.second_process import HelperEnded, applying

ORPHAN = """
import os, signal
from evalplatform.tracing.second_process import applying

if __name__ == "__main__":
    with applying("os.getppid") as pipe, applying("os.path.basename"):
        import multiprocessing
        pipe.recv()
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_function_is_applied_to_one_value_after_another() -> None:
    with applying("os.path.basename") as pipe:
        assert pipe.recv() is None
        for name in ("a", "b"):
            pipe.send(f"/x/{name}")
            assert pipe.recv() == name


def test_it_ends_when_the_first_process_is_killed() -> None:
    first = subprocess.run([sys.executable, "-c", ORPHAN], capture_output=True, text=True, check=False)
    pids = [int(pid) for pid in first.stdout.split()]
    assert len(pids) == 2, first.stderr
    end = time.monotonic() + 10
    while any(running(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in pids if running(pid)] == []


def asked(function: str, *values: Any) -> None:
    """Send the values, and receive what comes back for the first."""
    with applying(function) as pipe:
        pipe.recv()
        for value in values:
            pipe.send(value)
        pipe.recv()


@pytest.mark.parametrize(
    ("function", "value", "said"),
    [
        ("signal.raise_signal", signal.SIGKILL, "was ended by SIGKILL. Systems do that when memory runs out."),
        ("signal.raise_signal", signal.SIGTERM, "was ended by SIGTERM."),
        ("os._exit", 3, "ended by itself, with code 3."),
    ],
    ids=["out of memory", "signal", "exit"],
)
def test_one_that_ends_by_itself_is_told(function: str, value: int, said: str) -> None:
    with pytest.raises(HelperEnded) as ended:
        asked(function, value)
    assert str(ended.value) == f"A process that helps to check lines {said}"


def test_one_that_ends_while_it_is_sent_to_is_told() -> None:
    with pytest.raises(HelperEnded, match="with code 3"):
        asked("os._exit", 3, *["x" * 100_000] * 9)
