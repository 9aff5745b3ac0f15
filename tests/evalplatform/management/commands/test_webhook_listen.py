import http.client
import io
import json
import time
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evalplatform import standard_webhooks
from evalplatform.management.commands.webhook_listen import Command, Listener, listening
from tests.ports import free_port

SECRET = standard_webhooks.new_secret()


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def server(shown: io.StringIO) -> Iterator[Listener]:
    with listening(Command(stdout=shown), port=0, secret=SECRET, status=204) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def post(server: Listener, body: bytes, headers: dict[str, str], path: str = "/x") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("POST", path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return standard_webhooks.sign(body, secrets=[secret], id="evt_1", timestamp=int(time.time()))


def test_a_signature_that_holds(server: Listener, shown: io.StringIO) -> None:
    body = json.dumps({"type": "export.completed"}).encode()
    assert post(server, body, signed(body)) == 204
    assert [line in shown.getvalue() for line in ("POST /x", "signature: holds; evt_1", '{"type":"export.completed"}')] == [True] * 3


def test_a_signature_that_does_not(server: Listener, shown: io.StringIO) -> None:
    post(server, b"{}", signed(b"{}", standard_webhooks.new_secret()))
    post(server, b"{}", {})
    assert "does NOT hold. No signature is right." in shown.getvalue()
    assert "does NOT hold. The header webhook-id is missing." in shown.getvalue()


def test_what_would_speak_to_the_terminal_is_written_out(server: Listener, shown: io.StringIO) -> None:
    post(server, b'{"a": "\\u001b[2J"}', {})
    post(server, b"\x1b[2J", {})
    assert ("\x1b" not in shown.getvalue(), "4 bytes that are no JSON" in shown.getvalue()) == (True, True)


@pytest.mark.parametrize("length", ["1048577", "-1", "x"])
def test_what_is_too_large_is_refused(server: Listener, length: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_without_a_secret_nothing_is_checked(shown: io.StringIO, server: Listener) -> None:
    server.secret = ""
    post(server, b"{}", {})
    assert "not checked, as there is no --secret" in shown.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [({"secret": "short"}, "A secret is whsec_"), ({"status": 99}, "one from 200"), ({"port": 70_000}, "Choose another one")],
    ids=["secret", "status", "port"],
)
def test_what_cannot_be_asked_for(options: Any, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("webhook_listen", **{"port": free_port(), **options})
