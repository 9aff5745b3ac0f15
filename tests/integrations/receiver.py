"""A stand-in for what webhooks are sent to: many endpoints in one server, each of which behaves as a test says."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = str | int | float  # a status, "hang", "cut", a Location, or as a float the seconds before a 200
Plan = Callable[[str, int], Behaviour]  # path, and how often this message came there, this time included


@dataclass(frozen=True)
class Arrived:
    path: str
    id: str
    at: float
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """`accepted` are the messages that were answered by 2xx, `asked` counts all that came, by path."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.plan: Plan = lambda path, time: 200
        self.accepted: list[Arrived] = []
        self.asked: Counter[str] = Counter()
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.headers: dict[str, str] = {}
        self.answer = b""
        self.times: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.lock = threading.Lock()
        self.released = threading.Event()  # set: what hangs lets go

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def ids(self, path: str) -> list[str]:
        return [one.id for one in self.accepted if one.path == path]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        id = headers.get("webhook-id", "")
        with self.server.lock:
            self.server.asked[self.path] += 1
            self.server.times[self.path, id] += 1
            self.server.at_once[self.path] += 1
            self.server.most_at_once[self.path] = max(self.server.most_at_once[self.path], self.server.at_once[self.path])
            what = self.server.plan(self.path, self.server.times[self.path, id])
        try:
            self._behave(what, Arrived(self.path, id, time.time(), headers, body))
        finally:
            with self.server.lock:
                self.server.at_once[self.path] -= 1

    def _behave(self, what: Behaviour, arrived: Arrived) -> None:
        if what == "hang":
            self.server.released.wait(60)
            return
        if what == "cut":
            return
        if isinstance(what, float):
            time.sleep(what)
        status = 307 if isinstance(what, str) else 200 if isinstance(what, float) else what
        if 200 <= status < 300:
            self.server.accepted.append(arrived)
        self.send_response(status)
        for name, value in ({"Location": what} if isinstance(what, str) else self.server.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
