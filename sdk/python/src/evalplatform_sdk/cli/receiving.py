"""`evalplatform webhooks listen`: a small receiver on this machine that shows what arrives, and whether its signature holds."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import typer

from evalplatform_sdk import webhooks
from evalplatform_sdk.cli import settings
from evalplatform_sdk.cli.output import plain, say, show_json

LONGEST = 10_000_000
SECRET = typer.Option([], envvar="EVALPLATFORM_WEBHOOK_SECRET", help="whsec_…; without it nothing is checked.")


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Webhooks, while you write what receives them.")
    group.command("listen")(listen)
    app.add_typer(group, name="webhooks")


def listen(
    context: typer.Context,
    port: int = typer.Option(8900, min=0, max=65535, help="0 takes any that is free."),
    secret: list[str] = SECRET,
    count: int = typer.Option(0, min=0, help="End after so many messages; 0 goes on until Ctrl-C."),
) -> None:
    """Show each message that comes, answer 204 to one whose signature holds, and 401 to others. With --json a line of JSON each.

    The server sends to addresses of your own network only where OUTBOUND_ALLOW names them.
    """
    secrets = [one for text in secret for one in text.split()]
    for one in secrets:
        _check(one)
    receiver = Receiver(port, secrets, as_json=settings.of(context).as_json)
    say(f"listening on http://127.0.0.1:{receiver.server_port}")
    with receiver:
        while not count or receiver.received < count:
            receiver.handle_request()


def _check(secret: str) -> None:
    try:
        webhooks.key_of(secret)
    except ValueError as error:
        raise settings.Refused(str(error)) from None


class Receiver(HTTPServer):
    def __init__(self, port: int, secrets: list[str], *, as_json: bool) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.secrets, self.as_json, self.received = secrets, as_json, 0

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer."""
        self.received += 1
        refusal = self._refusal(headers, body)
        holds = None if not self.secrets else not refusal
        if self.as_json:
            show_json({"id": headers.get(webhooks.ID), "holds": holds, "refusal": refusal or None, "body": _read(body)})
        else:
            word = {None: "not checked", True: "the signature holds", False: f"REFUSED: {refusal}"}[holds]
            typer.echo(f"{plain(headers.get(webhooks.ID, '(no id)'))}: {word}\n  {plain(_read(body))}")
        return 401 if refusal else 204

    def _refusal(self, headers: dict[str, str], body: bytes) -> str:
        try:
            if self.secrets:
                webhooks.verify(body, headers, self.secrets)
        except webhooks.NotGenuine as error:
            return str(error)
        return ""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = 10  # a client that says nothing must not keep others waiting

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST:
            self.send_error(413 if length.isdecimal() else 411)
            return
        body = self.rfile.read(int(length))
        self.send_response(self.server.take({name.lower(): value for name, value in self.headers.items()}, body))
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """What arrives is shown by the receiver."""


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
