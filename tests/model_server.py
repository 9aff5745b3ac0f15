"""A stand-in for a model's server, in OpenAI's protocol: it answers slowly, refuses, breaks off or talks nonsense, as a test says."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = str | int  # ok, cut, nonsense, empty, silent, or a status
Plan = Callable[[str, int], Behaviour]  # the question and how often it was asked, this time included
Reply = Callable[[dict[str, Any]], str]

NONSENSE = (b"<html>busy</html>", b'{"choices": []}', b'{"choices": [{"message": "hm"}]}', b"[1", b'{"choices": [{"message": {}}]}')
USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


class ModelServer(ThreadingHTTPServer):
    """`asked` counts questions: the text of the last message. `bodies` and `keys` are what came, `most_at_once` how many were open."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.plan: Plan = lambda question, time: "ok"
        self.reply: Reply = lambda body: f"Answer to {body['messages'][-1]['content']}"
        self.seconds = 0.0
        self.retry_after = "1"
        self.usage: dict[str, Any] | None = USAGE
        self.asked: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.keys: set[str | None] = set()
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed has gone away."""


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        question = str(body["messages"][-1]["content"])
        with self.server.lock:
            self.server.asked[question] += 1
            self.server.bodies.append(body)
            self.server.keys.add(self.headers.get("Authorization"))
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
            time_asked = self.server.asked[question]
        try:
            time.sleep(self.server.seconds)
            self._behave(self.server.plan(question, time_asked), body, time_asked)
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def _behave(self, behaviour: Behaviour, body: dict[str, Any], time_asked: int) -> None:
        if isinstance(behaviour, int):
            self._send(behaviour, json.dumps({"error": {"message": f"status {behaviour}"}}).encode())
        elif behaviour == "cut":
            self._send(200, b'{"choices": [', length=10_000)
        elif behaviour == "silent":
            self.close_connection = True
        elif behaviour == "nonsense":
            self._send(200, NONSENSE[time_asked % len(NONSENSE)])
        else:
            self._send(200, json.dumps(self._completion("" if behaviour == "empty" else self.server.reply(body))).encode())

    def _completion(self, text: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": text, "refusal": None}
        usage = {} if self.server.usage is None else {"usage": self.server.usage}
        return {"id": "c-1", "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], **usage}

    def _send(self, status: int, body: bytes, *, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if status == 429 and self.server.retry_after:
            self.send_header("Retry-After", self.server.retry_after)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[ModelServer]:
    with ModelServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
