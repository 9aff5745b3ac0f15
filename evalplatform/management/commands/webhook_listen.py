"""`manage.py webhook_listen`: a small receiver that shows what webhooks arrive and whether their signatures hold."""

import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evalplatform import exact_json, standard_webhooks
from evalplatform.errors import DomainError

HOST = "127.0.0.1"
MAX_BYTES = 1024 * 1024
SECRET_VARIABLE = "WEBHOOK_SECRET"  # noqa: S105 (the name of a variable)


class Command(BaseCommand):
    help = "Show the webhooks that arrive at a port of 127.0.0.1, and whether they are signed with the secret. Until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=9000, help="port on 127.0.0.1 (default: 9000; 0 takes a free one)")
        parser.add_argument("--secret", default="", help=f"whsec_…; better by the variable {SECRET_VARIABLE}, which `ps` does not show")
        parser.add_argument("--status", type=int, default=204, help="what to answer, to try retries (500) or the end (410) (default: 204)")

    def handle(self, *args: Any, **options: Any) -> None:
        secret = options["secret"] or os.environ.get(SECRET_VARIABLE, "")
        if not 200 <= options["status"] <= 599:
            raise CommandError("--status is one from 200 to 599.")
        with listening(self, port=options["port"], secret=_checked(secret), status=options["status"]) as server:
            self.stdout.write(f"listening on http://{HOST}:{server.server_port}/ until Ctrl-C")
            self.stdout.flush()
            try:
                server.serve_forever(poll_interval=0.2)
            except KeyboardInterrupt:
                self.stdout.write("")


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    command: Command
    secret: str
    status: int


def listening(command: Command, *, port: int, secret: str, status: int) -> Listener:
    """A server that is not running yet. Raises CommandError when the port is taken."""
    try:
        server = Listener((HOST, port), _Handler)
    except (OSError, OverflowError) as error:
        raise CommandError(f"Port {port} of {HOST} cannot be used ({error}). Choose another one with --port.") from None
    server.command, server.secret, server.status = command, secret, status
    return server


def _checked(secret: str) -> str:
    try:
        standard_webhooks.key_of(secret) if secret else None
    except ValueError as error:
        raise CommandError(str(error)) from None
    return secret


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= MAX_BYTES):
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        stdout = self.server.command.stdout
        stdout.write("\n".join((f"{time.strftime('%H:%M:%S')} POST {printable(self.path)}", self._judged(body), shown(body), "")))
        stdout.flush()
        self._answer(self.server.status)

    def _judged(self, body: bytes) -> str:
        if not self.server.secret:
            return "signature: not checked, as there is no --secret"
        try:
            id = standard_webhooks.verify(body, dict(self.headers), secrets=[self.server.secret], now=time.time())
        except standard_webhooks.Refused as error:
            return f"signature: does NOT hold. {error}"
        return f"signature: holds; {printable(id)}"

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """The command shows what is of interest."""


def shown(body: bytes) -> str:
    """JSON as text that a terminal may see; anything else by its length."""
    try:
        return printable(exact_json.dumps(exact_json.loads(body)))
    except (DomainError, ValueError):
        return f"{len(body)} bytes that are no JSON"


def printable(text: str) -> str:
    """Control characters would speak to the terminal."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)
