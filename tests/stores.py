"""Places to send exports to: a real S3 server process (moto's), and a small HTTP server that fails as it is told."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from evalplatform import outbound, process
from exports.sinks import Place
from exports.sinks.s3_client import client
from tests.ports import free_port, wait_for

SECRETS = {"access_key_id": "AKIATEST", "secret_access_key": "not-a-secret"}


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The address of an S3 server that lives as long as the tests."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = process.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def loopback_allowed(settings: Any) -> None:
    settings.OUTBOUND_ALLOW = outbound.allowed(["127.0.0.0/8"])


@dataclass
class Bucket:
    """A bucket of its own for one test, and what is in it."""

    url: str
    name: str
    client: Any

    @property
    def settings(self) -> dict[str, str]:
        return {"bucket": self.name, "endpoint_url": self.url}

    @property
    def place(self) -> Place:
        return Place(self.settings, SECRETS)

    def objects(self) -> dict[str, bytes]:
        listed = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {one["Key"]: self.client.get_object(Bucket=self.name, Key=one["Key"])["Body"].read() for one in listed}

    def uploads(self) -> list[str]:
        return [one["Key"] for one in self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", [])]


@pytest.fixture
def bucket(s3_url: str, loopback_allowed: None, request: pytest.FixtureRequest) -> Iterator[Bucket]:
    name = f"b-{abs(hash(request.node.nodeid)):x}"[:60]
    made, close = client(Place({"bucket": name, "endpoint_url": s3_url}, SECRETS))
    made.create_bucket(Bucket=name)
    yield Bucket(s3_url, name, made)
    close()


@dataclass
class PutServer:
    """Takes PUTs. `plan` tells what happens to the next requests: a status, "cut", "slow" or a Location; then all are taken."""

    url: str = ""
    plan: list[int | str] = field(default_factory=list)
    taken: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    requests: int = 0
    retry_after: str = ""
    body: bytes = b""


@pytest.fixture
def put_server(loopback_allowed: None) -> Iterator[PutServer]:
    told = PutServer()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            _handle(self, told)

        do_GET = do_POST = do_PUT

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that has gone away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def _handle(handler: BaseHTTPRequestHandler, told: PutServer) -> None:
    told.requests += 1
    what = told.plan.pop(0) if told.plan else 200
    if what == "cut":
        handler.rfile.read(10)
        handler.connection.shutdown(socket.SHUT_RDWR)
        return
    length = int(handler.headers.get("Content-Length", 0))
    body = handler.rfile.read(length)
    if len(body) < length:  # the client left on the way, so a store would take nothing
        return
    if what == "slow":
        for _ in range(100):
            handler.wfile.write(b"H")  # a byte now and then: no time-out of a socket ever ends it
            handler.wfile.flush()
            time.sleep(0.1)
    elif isinstance(what, str):
        _answer(handler, 307, {"Location": what}, b"")
    else:
        if what < 300:
            told.taken[handler.path] = body
            told.headers[handler.path] = {name.lower(): value for name, value in handler.headers.items()}
            told.order.append(handler.path)
        _answer(handler, what, {"Retry-After": told.retry_after} if told.retry_after else {}, told.body)


def _answer(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
