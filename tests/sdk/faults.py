"""A proxy in front of a real server that does to each request what it was told to: the faults of a network, one after the other."""

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK, LOST, UNANSWERED, HALF, SLOW, OTHER = "ok", "lost", "unanswered", "half", "slow", "other"
SLOW_SECONDS = 0.5


@dataclass
class Faults:
    """`planned` has a word for each request to come: one of those above, or a status that is answered without asking the server."""

    port: int
    planned: list[str | int] = field(default_factory=list)
    done: list[str | int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> str | int:
        with self.lock:
            self.done.append(self.planned.pop(0) if self.planned else OK)
            return self.done[-1]


@contextmanager
def proxy(target: int, planned: Sequence[str | int] = ()) -> Iterator[Faults]:
    """One that listens on `port` of what it gives, in front of the server on the port `target`."""
    faults = Faults(0, list(planned))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, target, faults))
    faults.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield faults
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, target: int, faults: Faults, *arguments: Any) -> None:
        self.target, self.faults = target, faults
        super().__init__(*arguments)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        word = self.faults.next()
        self.close_connection = True
        if isinstance(word, int):
            return self._answer(word, [("Retry-After", "0")], b"")
        if word == LOST:
            return None
        if word == OTHER:  # of a proxy that has lost its way
            return self._answer(200, [("Content-Type", "text/html")], b"<h1>Welcome</h1>")
        if word == SLOW:
            time.sleep(SLOW_SECONDS)
        status, headers, content = _asked(self.target, self.command, self.path, body, dict(self.headers))
        if word != UNANSWERED:
            self._answer(status, headers, content, half=word == HALF)
        return None

    do_GET = do_PATCH = do_DELETE = do_POST

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, *, half: bool = False) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if half else content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the tests say what went wrong."""


def _asked(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        kept = {name: value for name, value in headers.items() if name.lower() != "host"}
        connection.request(method, path, body, {**kept, "Host": f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()
