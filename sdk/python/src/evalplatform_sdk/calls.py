"""Calls without I/O: generators that ask for a request or a wait, and are told what came of it."""

import json
import uuid
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from evalplatform_sdk.errors import ApiError, ConnectionBroken, error_of
from evalplatform_sdk.pacing import Pace
from evalplatform_sdk.retrying import may_repeat, retry_after_seconds, wait_seconds

LONGEST_ASKED_SECONDS = 120.0  # a Retry-After beyond it is the caller's to wait for
KEY = "Idempotency-Key"


T = TypeVar("T")


@dataclass(frozen=True)
class Call(Generic[T]):
    """One operation as data, whose answer is a T: `body` becomes JSON, `content` is sent as it is.

    `has_key`: a POST carries an Idempotency-Key, so it may be repeated. `takes_text`: the answer may be a page, and no JSON.
    """

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    has_key: bool = True
    takes_text: bool = False


@dataclass(frozen=True)
class Wait:
    seconds: float


Step = httpx.Request | Wait
Told = httpx.Response | httpx.RequestError | None
Http = httpx.Client | httpx.AsyncClient


def tried(
    http: httpx.Client | httpx.AsyncClient, call: Call[Any], *, max_retries: int, pace: Pace
) -> Generator[Step, Told, httpx.Response]:
    """The answer to `call`, after as many tries as it takes. Raises ApiError and ConnectionBroken, ValueError for what is no path.

    Answers that refuse are told when they have been read.
    """
    request = _request(http, call)
    retry = 0
    while True:
        if (seconds := pace.seconds()) > 0:
            yield Wait(seconds)
        told = yield request
        if isinstance(told, httpx.Response):
            pace.hear(told.headers)
            if told.is_success or told.status_code == httpx.codes.NOT_MODIFIED:
                return told
        retry += 1
        yield Wait(_seconds_or_raise(request, told, retry=retry, last=retry > max_retries))


def _request(http: Http, call: Call[Any]) -> httpx.Request:
    if not call.path.startswith("/") or call.path.startswith("//"):
        raise ValueError(f"{call.path!r} is no path: begin it with one /. The key goes to no other server.")
    headers = {
        **({KEY: uuid.uuid4().hex} if call.method == "POST" and call.has_key else {}),
        **({} if call.content is None else {"Content-Type": "application/json"}),
        **call.headers,
    }
    body = {} if call.body is None else {"json": call.body}
    return http.build_request(call.method, call.path, params=query_of(call.query), content=call.content, headers=headers, **body)


def _seconds_or_raise(request: httpx.Request, told: Told, *, retry: int, last: bool) -> float:
    has_key = KEY in request.headers
    if isinstance(told, httpx.Response):
        refused = refusal(told)
        repeat = may_repeat(request.method, has_key=has_key, status=refused.status, code=refused.code)
        if last or not repeat or refused.retry_after > LONGEST_ASKED_SECONDS:
            raise refused
        return wait_seconds(retry, asked=refused.retry_after)
    if last or not may_repeat(request.method, has_key=has_key, broke=_where(told)):
        what = "cannot be reached" if _where(told) == "connecting" else "gave no whole answer"
        raise ConnectionBroken(f"{request.url.copy_with(query=None)} {what}: {told or type(told).__name__}.") from told
    return wait_seconds(retry)


def refusal(answer: httpx.Response) -> ApiError:
    asked = retry_after_seconds(answer.headers.get("retry-after"))
    return error_of(answer.status_code, answer.headers, answer.content, retry_after=asked)


def _where(error: httpx.RequestError | None) -> str:
    return "connecting" if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout) else "answering"


def query_of(query: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """As the server reads it: objects as JSON, lists with commas, nothing for None. `from_` stands for `from`, a word of Python."""
    said = {name.removesuffix("_"): _text(value) for name, value in (query or {}).items() if value is not None}
    return said or None  # httpx would take the query out of the path for one that is empty


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, dict) else value


def keyed(key: str | None, headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Headers with a key of the caller's own, where there is one."""
    return {**({} if key is None else {KEY: key}), **(headers or {})}


def part(text: str) -> str:
    """One part of a path, whatever is in it."""
    if text in ("", ".", ".."):
        raise ValueError(f"{text!r} is no id and no name.")
    return quote(text, safe="")


def decoded(answer: httpx.Response, *, takes_text: bool = False) -> Any:
    """JSON as what it says, text and bytes as they are, None for no body. Raises ConnectionBroken for a page where JSON belongs."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    if not answer.content:
        return None
    if takes_text and kind != "application/json":
        return answer.text if kind.startswith("text/") or kind.endswith("xml") else answer.content
    try:
        return answer.json()
    except ValueError:
        raise ConnectionBroken(f"{answer.request.url.path} answered what is no JSON. Look whether the address is the server's.") from None


def path_of(address: str, *, base_url: httpx.URL) -> str:
    """Path and query of an address that the server names, as seen from ours: the key goes to no other server.

    A server that stands below a path, behind a proxy, may name that or not know of it.
    """
    found, above = urlsplit(address), base_url.path.rstrip("/")
    path = found.path.removeprefix(above) if found.path.startswith(f"{above}/") else found.path
    return f"{path}?{found.query}" if found.query else path
