import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evalplatform import process


def test_gets_the_signal_when_its_parent_ends(tmp_path: Path) -> None:
    mark = tmp_path / "ended"
    script = f"trap 'touch {mark}; exit' TERM; echo ready; while :; do sleep 0.05; done"
    code = f"from evalplatform import process as p; p.start(['/bin/sh', '-c', {script!r}]).wait()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.kill()
        assert parent.stdout.read() == b""  # ends once the last holder of the pipe has ended
    assert mark.exists()


def test_does_not_start_when_its_parent_is_gone() -> None:
    wanted = {"parent": 1, "signal": int(signal.SIGTERM), "account": None, "watch": False}
    done = subprocess.run([sys.executable, process.__file__, json.dumps(wanted), "/bin/echo", "ran"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_says_in_a_line_what_it_cannot_start() -> None:
    child = process.start(["/no/such/program"], stderr=subprocess.PIPE)
    assert child.communicate()[1] == b"/no/such/program: No such file or directory\n"


def test_a_watchdog_does_the_same_without_help_of_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LINUX", False)
    child = process.start(["/bin/sh", "-c", "echo ready; exec sleep 60"], stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.stdin.close()  # what the kernel does for us when we end
    assert child.wait(5) == -signal.SIGTERM
    child.stdout.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_becomes_the_account_without_any_right_of_root() -> None:
    child = process.start(["/bin/cat", "/proc/self/status"], account=process.Account(65534, 65534), stdout=subprocess.PIPE)
    status = dict(line.split(":\t") for line in child.communicate()[0].decode().splitlines())
    assert (status["Uid"].split(), status["Groups"].split()) == (["65534"] * 4, [])
    assert int(status["CapPrm"], 16) == int(status["CapAmb"], 16) == 0
