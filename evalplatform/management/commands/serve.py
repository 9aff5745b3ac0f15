"""`manage.py serve`: some parts of the server as processes of their own, for several machines or containers; `up` runs them all."""

import os
import time
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evalplatform import embedded
from evalplatform.errors import DomainError
from evalplatform.management.processes import PARTS, WEB, Processes
from evalplatform.management.stopping import Stopped, stoppable


class Command(BaseCommand):
    help = "Run parts of the server until Ctrl-C or SIGTERM: web, workers, beat. Of beat there is one in all; migrate before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parts", nargs="+", choices=PARTS, metavar="PART", help=f"one or more of {', '.join(PARTS)}")
        parser.add_argument("--host", default="127.0.0.1", help="where the web listens (default: on this machine alone)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port of the web (default: PORT, or 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.EMBEDDED or not settings.REDIS_URL:
            raise CommandError("The parts meet in PostgreSQL and Redis: set DATABASE_URL and REDIS_URL, or run manage.py up.")
        os.umask(0o077)  # exports, logs and the like are for the user who runs this
        embedded.make_data_dir(settings.DATA_DIR)
        processes = Processes(options["port"], wanted=options["parts"], host=options["host"])
        try:
            with ExitStack() as running, stoppable():
                running.callback(processes.stop)
                processes.start()
                where = f" on {options['host']}:{options['port']}" if WEB in options["parts"] else ""
                self.stdout.write(f"serving {', '.join(options['parts'])}{where}")
                self.stdout.flush()
                while True:
                    time.sleep(0.2)
                    processes.keep_alive()
        except Stopped:
            self.stdout.write("stopped")
        except DomainError as error:
            raise CommandError(error.message) from None
