"""`manage.py up` as a process of its own, and what it leaves behind, for the tests."""

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tests.ports import free_port
from tests.tools import ROOT

OURS = ("DATABASE_URL", "SECRET_KEY", "DATA_DIR", "REDIS_URL", "PORT")


class Up:
    """One data directory and the server on it."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        self.temporary = tempfile.mkdtemp()  # short, unlike pytest's, and what a killed server leaves there goes with it
        ours = {"DATA_DIR": str(data_dir), "PORT": str(self.port), "TMPDIR": self.temporary}
        self.environment = {**inherited, **ours, **settings}
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()

    def start(self, *command: str) -> float:
        """Start it, wait until it serves, and give the seconds that this took."""
        started = time.monotonic()
        argv = [*(command or (sys.executable, "manage.py", "up")), *(() if command else ("--no-demo",))]
        self.process = subprocess.Popen(
            argv, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self._lines = queue.Queue()
        threading.Thread(target=self._read, args=(self.process, self._lines), daemon=True).start()
        self.said = []
        while not any("serving " in line for line in self.said):
            self.said.append(self._lines.get(timeout=60))
            assert self.said[-1], self.said
        return time.monotonic() - started

    def said_since(self) -> str:
        """What it wrote since it serves."""
        lines = []
        while not self._lines.empty():
            lines.append(self._lines.get())
        return "".join(lines)

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: "queue.Queue[str]") -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                lines.put(line)
        lines.put("")

    def signal(self, number: int) -> float:
        """Send it a signal and give the seconds until it has ended."""
        assert self.process is not None
        sent = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - sent

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command in another shell with the same environment."""
        argv = [sys.executable, "manage.py", *arguments]
        return subprocess.run(argv, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=60)

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return int(answer.status)

    def processes(self, part: str = "") -> list[psutil.Process]:
        """Those that run on this data directory and have `part` in their command line."""
        return [one for one in psutil.process_iter() if self._is_ours(one) and part in _command(one)]

    def _is_ours(self, one: psutil.Process) -> bool:
        try:
            return bool(one.status() != psutil.STATUS_ZOMBIE and one.environ().get("DATA_DIR") == str(self.data_dir))
        except psutil.Error:
            return False

    def left_after(self, seconds: float) -> list[str]:
        """What still runs after at most `seconds`."""
        until = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < until:
            time.sleep(0.05)
        return [_command(one) for one in left]

    def end(self) -> None:
        """Kill what a failed test has left."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        until = time.monotonic() + 20
        while (left := self.processes()) and time.monotonic() < until:  # who ends may still write or start another
            for one in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            psutil.wait_procs(left, timeout=1)
        shutil.rmtree(self.temporary, ignore_errors=True)


def _command(one: psutil.Process) -> str:
    try:
        return " ".join(one.cmdline())
    except psutil.Error:
        return ""
