"""Web, workers and beat as processes of their own: how `up` serves when there is a Redis between them."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from evalplatform import process
from evalplatform.errors import DomainError
from evalplatform.queue import ASKING, BACKGROUND, LONG, QUEUES, SENDING, SHORT

log = logging.getLogger(__name__)

WORKERS, BEAT, WEB = PARTS = ("workers", "beat", "web")
EVERYWHERE = ("0.0.0.0", "::", "[::]")  # noqa: S104 (only compared with)
READY_SECONDS = 60
RESTART_SECONDS = 2
CONCURRENCY = {SHORT: 2, LONG: 2, BACKGROUND: 1, ASKING: 8, SENDING: 2}
STOP_LADDER = ((signal.SIGTERM, 1.2), (signal.SIGQUIT, 0.5), (signal.SIGKILL, 0.5))  # let work end, drop it, the end


@dataclass
class Part:
    """One program, and the signal that it gets when we are gone without a word. `behind`: others have the processor first."""

    argv: list[str]
    death_signal: int
    behind: bool = False
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self, **more: str) -> None:
        """`more` stands in its environment beside what we have."""
        environment = {**os.environ, "DATA_DIR": str(settings.DATA_DIR), **more}
        self.started = time.monotonic()
        self.child = process.start(self.argv, death_signal=self.death_signal, cwd=settings.BASE_DIR, env=environment)
        if self.behind:
            process.step_back(self.child.pid)

    @property
    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None


class Processes:
    """Parts of the server, or all, as children of this process, started again when they die.

    `host` is where the web listens; whoever gives another one than this machine alone puts what ends TLS in front.
    """

    def __init__(self, port: int, *, wanted: Collection[str] = PARTS, host: str = "127.0.0.1") -> None:
        self.port = port
        self._asked = host if host not in EVERYWHERE else "127.0.0.1"
        self._environment: dict[str, str] = {}
        self._ends = contextlib.ExitStack()
        gunicorn = ["gunicorn", "evalplatform.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", "2"]
        gunicorn += ["--limit-request-line", "8190"]  # a filter in the query is long; gunicorn takes no more
        gunicorn += ["--threads", "12", "--graceful-timeout", "1", "--no-control-socket", "--log-level", "warning"]
        celery = ["celery", "--app", "evalplatform", "--quiet"]
        worker = [*celery, "worker", "--loglevel", settings.LOG_LEVEL]
        workers = {f"worker {lane}": self._part([*worker, *_lane(lane)], signal.SIGQUIT, behind=True) for lane in CONCURRENCY}
        beat = self._part([*celery, "beat", "--loglevel", settings.LOG_LEVEL, "--pidfile="], signal.SIGTERM)
        groups = {WORKERS: workers, BEAT: {BEAT: beat}, WEB: {WEB: self._part(gunicorn, signal.SIGTERM)}}
        self.parts = {name: part for group, parts in groups.items() if group in wanted for name, part in parts.items()}

    def start(self) -> None:
        """Start all and wait until the web answers; DomainError when it does not."""
        counters = tempfile.TemporaryDirectory(prefix="evalplatform-metrics-", ignore_cleanup_errors=True)
        self._environment = {"PROMETHEUS_MULTIPROC_DIR": self._ends.enter_context(counters)}
        for part in self.parts.values():
            part.start(**self._environment)
        until = time.monotonic() + READY_SECONDS
        while WEB in self.parts and not self._answers():
            if not self.parts[WEB].running or time.monotonic() > until:
                raise DomainError("web", "The web process does not serve; its own messages stand above.")
            time.sleep(0.05)

    def keep_alive(self) -> None:
        """Start those again that have ended by themselves, each at most once in RESTART_SECONDS."""
        for name, part in self.parts.items():
            if not part.running and time.monotonic() > part.started + RESTART_SECONDS:
                log.error("The process %s ended with code %s; it is started again", name, part.child and part.child.returncode)
                part.start(**self._environment)

    def stop(self) -> None:
        """Ask all to end, then make them."""
        for number, seconds in STOP_LADDER:
            left = [part.child for part in self.parts.values() if part.child and part.running]
            for child in left:
                # The session is the child's own, so SIGKILL reaches its children too.
                os.killpg(child.pid, number) if number == signal.SIGKILL else child.send_signal(number)
            until = time.monotonic() + seconds
            for child in left:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.0, until - time.monotonic()))
        self._ends.close()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self._asked}:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    @staticmethod
    def _part(arguments: list[str], death_signal: int, *, behind: bool = False) -> Part:
        return Part([sys.executable, "-m", *arguments], death_signal, behind)


def _lane(name: str) -> list[str]:
    """Who asks models or sends webhooks only waits, and so needs no process a job."""
    pool = ["--pool", "threads"] if name in (ASKING, SENDING) else []
    return [*pool, "--concurrency", str(CONCURRENCY[name]), "--queues", ",".join(QUEUES[name]), "--hostname", f"{name}@%h"]
