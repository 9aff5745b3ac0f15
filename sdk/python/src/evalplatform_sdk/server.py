"""The calls that commands and senders make: one key, one server, repeated where that is safe."""

import json
import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

TRIES, FIRST_WAIT, LONGEST_WAIT, LONGEST_ASKED = 6, 0.5, 30.0, 120.0
Query = Mapping[str, Any]


class ServerError(Exception):
    """What the server said; `code` is stable, and `http_<status>` where the answer is not the server's own. `body` is the whole answer."""

    def __init__(self, status: int, code: str, text: str, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(text)
        self.status, self.code, self.body = status, code, body or {}


class Unreachable(Exception):
    """No answer came, or none that can be used; the text says of what."""


@dataclass(frozen=True)
class Server:
    """`http` has the address and the key."""

    http: httpx.Client
    sleep: Callable[[float], None] = time.sleep

    def call(self, method: str, path: str, *, query: Query | None = None, body: Any = None, content: bytes | None = None) -> Any:
        """The answer as JSON, None where it has no body. Raises ServerError and Unreachable."""
        with self.answer(method, path, query=query, body=body, content=content) as answer:
            read = answer.read()
            return answer.json() if read else None

    def text(self, path: str, *, query: Query | None = None) -> str:
        with self.answer("GET", path, query=query) as answer:
            return answer.read().decode("utf-8")

    def rows(self, path: str, *, query: Query | None = None) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        page = self.call("GET", path, query=query)
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self.call("GET", self.path_of(page["next"]))

    def path_of(self, address: str) -> str:
        """Path and query alone of an address that the server names, as seen from ours: the key goes to no other server.

        One that stands below a path, behind a proxy, may name that or not know of it.
        """
        found, above = urlsplit(address), self.http.base_url.path.rstrip("/")
        path = found.path.removeprefix(above) if found.path.startswith(f"{above}/") else found.path
        return f"{path}?{found.query}" if found.query else path

    @contextmanager
    def answer(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        """The answer before its body is read, after as many tries as it takes. `content` is JSON already."""
        known = {
            **({"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}),
            **({} if content is None else {"Content-Type": "application/json"}),
            **(headers or {}),
        }
        request = self.http.build_request(method, path, params=query, json=body, content=content, headers=known)
        answer = self._tried(request)
        try:
            yield answer
        except httpx.TransportError as error:
            raise Unreachable(f"The connection to {request.url.host} broke: {error}.") from None
        finally:
            answer.close()

    def _tried(self, request: httpx.Request) -> httpx.Response:
        for attempt in range(1, TRIES + 1):
            wait = 0.0
            try:
                # files of a store elsewhere are redirected to; httpx takes the key out where that is another origin
                answer = self.http.send(request, stream=True, follow_redirects=request.method == "GET")
            except httpx.TransportError as error:
                if attempt == TRIES or not may_repeat(request.method, has_key="Idempotency-Key" in request.headers, broke=_where(error)):
                    raise Unreachable(f"{request.url.copy_with(query=None)} cannot be reached: {error or type(error).__name__}.") from None
            else:
                if answer.is_success:
                    return answer
                refused, wait = _refusal(answer), _asked(answer)
                repeat = may_repeat(request.method, has_key="Idempotency-Key" in request.headers, status=refused.status, code=refused.code)
                if attempt == TRIES or not repeat or wait > LONGEST_ASKED:
                    raise refused
            self.sleep(max(wait, random.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)))))  # noqa: S311 (spreads load)
        raise AssertionError("never here")


def connect(url: str, api_key: str, *, sleep: Callable[[float], None] = time.sleep) -> Server:
    headers = {"Authorization": f"Api-Key {api_key}", "User-Agent": "evalplatform-python"}
    return Server(httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=httpx.Timeout(60, read=300)), sleep)


def may_repeat(method: str, *, has_key: bool, status: int | None = None, code: str | None = None, broke: str | None = None) -> bool:
    """Whether the same call again does no harm and may help: tests/vectors/retries.json has the rule."""
    if broke == "connecting" or status == 429 or (has_key and code == "idempotency_key_in_use"):
        return True  # nothing was done
    return (status is None or status in (500, 502, 503, 504)) and (method in ("GET", "HEAD", "PUT") or (method == "POST" and has_key))


def _where(error: httpx.TransportError) -> str:
    return "connecting" if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout) else "answering"


def _asked(answer: httpx.Response) -> float:
    """Seconds that `Retry-After` asks for, written as a number or as a date; 0 for what is neither."""
    asked = answer.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:10])
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _refusal(answer: httpx.Response) -> ServerError:
    """From problem+json, or from whatever a proxy says."""
    status, unknown = answer.status_code, f"http_{answer.status_code}"
    try:
        said = json.loads(answer.read())
        code, detail = said["code"], said["detail"]
        if not (isinstance(code, str) and isinstance(detail, str)):
            raise TypeError
    except (ValueError, KeyError, TypeError, httpx.TransportError):
        return ServerError(status, unknown, f"The server answered {status} {answer.reason_phrase} to {answer.request.url.path}.")
    finally:
        answer.close()
    places = [f"\n  {one['pointer'] or '(whole)'}: {one['detail']}" for one in said.get("errors") or []][:20]
    return ServerError(status, code, f"{code}: {detail}{''.join(places)}\n  request {said.get('request_id')}", said)
