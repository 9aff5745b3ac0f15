"""`manage.py up`: the whole server with one command, until Ctrl-C or SIGTERM."""

import logging.config
import os
import signal
import socket
import time
import traceback
from contextlib import ExitStack
from typing import Any, NoReturn, Protocol

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connections

from evalplatform import embedded, observing, process
from evalplatform.errors import Conflict, DomainError
from evalplatform.management import lock
from evalplatform.management.stopping import Stopped, stoppable


class Parts(Protocol):
    def start(self) -> None: ...
    def keep_alive(self) -> None: ...
    def stop(self) -> None: ...


class Command(BaseCommand):
    help = "Run the server: PostgreSQL when DATABASE_URL is unset, migrations, web, workers and beat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="port on 127.0.0.1 (default: PORT, or 8000)")
        parser.add_argument("--no-demo", action="store_true", help="no demo project in the embedded mode")
        parser.add_argument("--end-with-parent", action="store_true", help="stop when the process that started this one ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["end_with_parent"]:
            process.end_with_parent(signal.SIGTERM)
        os.umask(0o077)  # exports, logs and the like are for the user who runs this
        code = 1
        try:
            self._up(f"http://127.0.0.1:{options['port']}", options["port"], demo=not options["no_demo"])
        except Stopped:
            code = 0
        except DomainError as error:
            self.stderr.write(f"up: {error.message}")
        except Exception:
            traceback.print_exc()
        self._leave(code)

    def _up(self, url: str, port: int, *, demo: bool) -> None:
        with ExitStack() as running, stoppable():
            running.enter_context(lock.held(settings.DATA_DIR, url))
            _refuse_used_port(port)
            server = self._start_database(running)
            self._step("the database is migrated", _migrate)
            if demo and settings.EMBEDDED:
                self._prepare_demo(url)
            parts = _parts(port)
            running.callback(parts.stop)
            self._step(f"serving on {url}", parts.start)
            if demo and settings.EMBEDDED:
                self._run_demo_export(url)
            while True:
                time.sleep(0.2)
                if server:
                    server.keep_alive()
                parts.keep_alive()

    def _start_database(self, running: ExitStack) -> embedded.Server | None:
        if not settings.EMBEDDED:
            return None
        server = embedded.Server(settings.DATA_DIR)
        running.callback(server.stop)
        self._step("PostgreSQL is ready", server.start)
        connections.settings["default"].update(embedded.database(settings.DATA_DIR))  # read before the server ran
        return server

    def _prepare_demo(self, url: str) -> None:
        from evalplatform.management.demo import prepare_demo

        prepare_demo(url=url, out=self.stdout)

    def _run_demo_export(self, url: str) -> None:
        from evalplatform.management.demo import run_demo_export

        run_demo_export(url=url, out=self.stdout)

    def _step(self, result: str, work: Any) -> None:
        start = time.monotonic()
        work()
        self.stdout.write(f"{result} ({time.monotonic() - start:.1f} s)")
        self.stdout.flush()

    def _leave(self, code: int) -> NoReturn:
        """End now: leaving in the usual way would wait for the threads of tasks that we no longer wait for."""
        self.stdout.flush()
        self.stderr.flush()
        observing.send_rest()
        os._exit(code)


def _refuse_used_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Conflict("port", f"Port {port} on 127.0.0.1: {error.strerror}. Set PORT to another one.") from None


def _migrate() -> None:
    try:
        call_command("prepare", verbosity=0)
    except OperationalError as error:
        raise DomainError("database", f"The database does not answer: {str(error).strip().splitlines()[0]}") from None


def _parts(port: int) -> Parts:
    if settings.REDIS_URL:
        from evalplatform.management.processes import Processes

        return Processes(port)
    _log_to_file()
    from evalplatform.management.threads import Threads

    return Threads(port)


def _log_to_file() -> None:
    """Send the log to DATA_DIR/server.log, of bounded size, and only errors to the screen."""
    logging_settings: dict[str, Any] = settings.LOGGING
    handlers = logging_settings["handlers"]
    handlers["console"]["level"] = "ERROR"
    handlers["file"] = handlers["console"] | {
        "class": "logging.handlers.RotatingFileHandler",
        "filename": str(settings.DATA_DIR / "server.log"),
        "maxBytes": 16 * 1024 * 1024,
        "backupCount": 1,
        "level": "DEBUG",
    }
    logging_settings["root"]["handlers"] = ["console", "file"]
    logging.config.dictConfig(logging_settings)  # the settings are changed too, since Celery sets Django up once more
