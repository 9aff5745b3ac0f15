"""A stand-in for the used parts of the APIs of GitHub and GitLab: pages, comments, statuses, and the failures that a test plans."""

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class Failure(NamedTuple):
    status: int
    body: Any = None
    headers: dict[str, str] = {}


class Asked(NamedTuple):
    method: str
    path: str
    body: Any
    headers: dict[str, str]


class Forge(ThreadingHTTPServer):
    """`failures` answer the next requests; `files` are those of a pull request; `comments` by its number, id to text;
    `requests` are the open ones.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.failures: list[Failure] = []
        self.asked: list[Asked] = []
        self.files: list[str] = []
        self.compared: list[str] | None = None
        self.comments: dict[int, dict[int, str]] = defaultdict(dict)
        self.statuses: list[tuple[str, dict[str, Any]]] = []
        self.check_runs: dict[int, dict[str, Any]] = {}
        self.tags: dict[str, str] = {}
        self.requests: list[dict[str, Any]] = []
        self.ids = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def new_id(self) -> int:
        self.ids += 1
        return self.ids

    def paths(self, method: str) -> list[str]:
        return [one.path for one in self.asked if one.method == method]


class _Handler(BaseHTTPRequestHandler):
    server: Forge

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        parts = urlsplit(self.path)
        with self.server.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.server.asked.append(Asked(self.command, parts.path, body, headers))
            failure = self.server.failures.pop(0) if self.server.failures else None
            status, answer, more = failure or self._routed(unquote(parts.path), parse_qs(parts.query), body)
        content = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {**more, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_PUT = _answer

    def _routed(self, path: str, query: dict[str, list[str]], body: Any) -> Failure:
        for method, pattern, route in ROUTES:
            if method == self.command and (found := re.fullmatch(pattern, path)):
                return route(self.server, found.groups(), query, body)
        return Failure(404, {"message": "Not Found"})

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


Route = Callable[[Forge, tuple[str, ...], dict[str, list[str]], Any], Failure]


def _page(items: list[Any], query: dict[str, list[str]]) -> Failure:
    size, page = int(query["per_page"][0]), int(query["page"][0])
    return Failure(200, items[(page - 1) * size : page * size])


def _files(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    return _page([{"filename": name, "new_path": name, "old_path": name} for name in forge.files], query)


def _compare(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    if forge.compared is None:
        return Failure(404, {"message": "Not Found"})
    files = [{"filename": name, "new_path": name, "old_path": name} for name in forge.compared]
    return Failure(200, {"files": files, "diffs": files})


def _status(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    forge.statuses.append((parts[-1], body))
    return Failure(201, {"id": forge.new_id()})


def _list(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    return _page([{"id": id, "body": text} for id, text in forge.comments[int(parts[-1])].items()], query)


def _add(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    id = forge.new_id()
    forge.comments[int(parts[-1])][id] = body["body"]
    return Failure(201, {"id": id})


def _change(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    for comments in forge.comments.values():
        if int(parts[-1]) in comments:
            comments[int(parts[-1])] = body["body"]
            return Failure(200, {"id": int(parts[-1])})
    return Failure(404, {"message": "Not Found"})


def _add_check(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    id = forge.new_id()
    forge.check_runs[id] = body
    return Failure(201, {"id": id})


def _change_check(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    forge.check_runs[int(parts[-1])] = body
    return Failure(200, {"id": int(parts[-1])})


def _commit(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    sha = forge.tags.get(parts[-1])
    return Failure(200, {"sha": sha, "id": sha}) if sha else Failure(422, {"message": f"No commit found for SHA: {parts[-1]}"})


def _requests(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    return Failure(200, [one for one in forge.requests if one["head"]["label"] == query["head"][0]])


def _seen(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    return Failure(200, {"id": 1})


def _token(forge: Forge, parts: tuple[str, ...], query: dict[str, list[str]], body: Any) -> Failure:
    return Failure(201, {"token": f"ghs_of_{parts[-1]}"})


_REPO, _PROJECT = "/repos/[^/]+/[^/]+", "/projects/.+?"
ROUTES: list[tuple[str, str, Route]] = [
    ("GET", f"{_REPO}/pulls/(\\d+)/files", _files),
    ("GET", f"{_REPO}/pulls", _requests),
    ("GET", f"{_REPO}/compare/(.+)", _compare),
    ("POST", f"{_REPO}/statuses/(\\w+)", _status),
    ("GET", f"{_REPO}/issues/(\\d+)/comments", _list),
    ("POST", f"{_REPO}/issues/(\\d+)/comments", _add),
    ("PATCH", f"{_REPO}/issues/comments/(\\d+)", _change),
    ("POST", f"{_REPO}/check-runs", _add_check),
    ("PATCH", f"{_REPO}/check-runs/(\\d+)", _change_check),
    ("GET", f"{_REPO}/commits/(.+)", _commit),
    ("GET", _REPO, _seen),
    ("POST", r"/app/installations/(\w+)/access_tokens", _token),
    ("GET", f"{_PROJECT}/merge_requests/(\\d+)/diffs", _files),
    ("GET", f"{_PROJECT}/repository/compare", _compare),
    ("POST", f"{_PROJECT}/statuses/(\\w+)", _status),
    ("GET", f"{_PROJECT}/merge_requests/(\\d+)/notes", _list),
    ("POST", f"{_PROJECT}/merge_requests/(\\d+)/notes", _add),
    ("PUT", f"{_PROJECT}/merge_requests/\\d+/notes/(\\d+)", _change),
    ("GET", f"{_PROJECT}/repository/commits/(.+)", _commit),
    ("GET", _PROJECT, _seen),
]


@contextmanager
def serving() -> Iterator[Forge]:
    with Forge() as forge:
        thread = threading.Thread(target=forge.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield forge
        forge.shutdown()
        thread.join()
