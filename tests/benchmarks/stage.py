"""Where a benchmark plays: a PostgreSQL of its own, this process connected to it, and the server under test beside it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up
from tests.tools import ROOT

PEAK = "VmHWM:"


@dataclass
class Stage:
    """`cache` outlives the run, `directory` does not."""

    cache: Path
    directory: Path
    database: embedded.Server
    up: Up

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command in another shell. Raises CalledProcessError when it fails."""
        argv = [sys.executable, "manage.py", *arguments]
        return subprocess.run(argv, cwd=ROOT, env=self.up.environment, stdout=subprocess.PIPE, text=True, check=True)

    def start(self) -> None:
        self.up.start(sys.executable, "manage.py", "up", "--no-demo", "--end-with-parent")

    def restart(self, **settings: str) -> None:
        """A server that remembers nothing, with these settings besides."""
        self.stop()
        usual = dict(self.up.environment)
        self.up.environment |= settings
        self.start()
        self.up.environment = usual

    def stop(self) -> None:
        if self.up.process and self.up.process.poll() is None:
            self.up.signal(15)

    def peak_megabytes(self) -> float | None:
        """The most memory that any process of the server has had so far; None where the system does not tell."""
        peaks = [peak for one in self.up.processes() if (peak := _peak_kilobytes(one.pid))]
        return max(peaks) * 1024 / 1e6 if peaks else None

    def psql(self, script: str) -> tuple[float, str]:
        """Run a script in psql and give seconds and output. Raises CalledProcessError when it fails."""
        path = self.directory / "script.sql"
        path.write_text(script)
        program, host = str(self.database.binaries / "psql"), str(self.database.socket_directory)
        options = ["-X", "-v", "ON_ERROR_STOP=1", "-h", host, "-U", embedded.ROLE, "-d", embedded.ROLE, "-f", str(path)]
        started = time.perf_counter()
        done = subprocess.run([program, *options], stdout=subprocess.PIPE, text=True, check=True)
        return time.perf_counter() - started, done.stdout

    def tidy(self) -> None:
        """What autovacuum would do in the minutes after a load, so that no figure depends on when it comes."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE tracing_trace, tracing_score, tracing_span")


@contextmanager
def opened() -> Iterator[Stage]:
    """Start PostgreSQL and the server; at the end nothing is left but the cache under DATA_DIR/bench."""
    cache = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute() / "bench"
    embedded.make_data_dir(cache)
    directory = Path(tempfile.mkdtemp(prefix="run-", dir=cache))
    directory.chmod(0o711)  # PostgreSQL may run as another user than we
    database = embedded.Server(directory / "database")
    stage = None
    try:
        database.start()
        stage = Stage(cache, directory, database, _connect(directory, database.url))
        stage.start()
        yield stage
    finally:
        if stage:
            connection.close()
            stage.stop()
            stage.up.end()
        database.stop()
        shutil.rmtree(directory, ignore_errors=True)


def _connect(directory: Path, url: str) -> Up:
    settings = {"DATABASE_URL": url, "SECRET_KEY": "only-for-benchmarks-" + "x" * 40, "EXPORT_DIR": str(directory / "exports")}
    settings["EXPORT_STEP_BACK"] = "true"  # as where nobody names a DATABASE_URL
    os.environ.update(settings, DATA_DIR=str(directory / "var"), DJANGO_SETTINGS_MODULE="evalplatform.settings")
    django.setup()
    redis = {"REDIS_URL": os.environ["REDIS_URL"]} if os.environ.get("REDIS_URL") else {}
    return Up(directory / "var", **settings, **redis)


def _peak_kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(PEAK)), 0)
