"""The server programs that we run behind, each as a process of its own on the test's database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
from django.db import connection

from tests.ports import free_port
from tests.tools import ROOT

SERVERS = {
    "waitress": [
        "-m", "waitress", "--listen", "127.0.0.1:{port}", "--threads", "12", "--outbuf-high-watermark", "1048576",
        "evalplatform.wsgi:application",
    ],
    "gunicorn": [
        "-m", "gunicorn", "evalplatform.wsgi", "--bind", "127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "12",
        "--no-control-socket", "--log-level", "warning",
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Serving:
    port: int
    process: psutil.Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> int:
        """Bytes that the server and its children hold."""
        return sum(int(one.memory_info().rss) for one in (self.process, *self.process.children(recursive=True)))


@contextmanager
def serving(program: str, export_dir: Path) -> Iterator[Serving]:
    """That program, until the end of the block."""
    port = free_port()
    argv = [sys.executable, *(part.format(port=port) for part in SERVERS[program])]
    environment = {**os.environ, "DATABASE_URL": _database_url(), "EXPORT_DIR": str(export_dir)}
    started = subprocess.Popen(argv, cwd=ROOT, env=environment)
    try:
        _wait_for(port, started)
        yield Serving(port, psutil.Process(started.pid))
    finally:
        started.terminate()
        started.wait(20)


def _database_url() -> str:
    where = connection.settings_dict
    user = f"{quote(where['USER'])}:{quote(where['PASSWORD'] or '')}" if where["USER"] else ""
    port = f":{where['PORT']}" if where["PORT"] else ""
    return f"postgres://{user}@{quote(where['HOST'], safe='')}{port}/{where['NAME']}"


def _wait_for(port: int, started: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and started.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")
