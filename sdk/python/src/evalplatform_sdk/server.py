"""One server and one key for plain code: makes the calls that `calls` asks for, and waits as it says."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from evalplatform_sdk.calls import Call, T, Told, Wait, decoded, path_of, tried
from evalplatform_sdk.connecting import MAX_RETRIES, options_of
from evalplatform_sdk.errors import ConnectionBroken
from evalplatform_sdk.pacing import Pace

Query = Mapping[str, Any]


@dataclass(frozen=True)
class Server:
    """`http` has the address and the key; may be shared by threads."""

    http: httpx.Client
    sleep: Callable[[float], None] = time.sleep
    max_retries: int = MAX_RETRIES
    pace: Pace = field(default_factory=Pace)

    def call(self, method: str, path: str, *, query: Query | None = None, body: Any = None, content: bytes | None = None) -> Any:
        """The answer as JSON, None where it has no body. Raises ApiError and ConnectionBroken."""
        return self.done(Call(method, path, query, body, content))

    def done(self, call: Call[T]) -> T:
        """What the answer says. Raises ApiError and ConnectionBroken."""
        answer: T = decoded(self._answered(call, stream=False), takes_text=call.takes_text)
        return answer

    def text(self, path: str, *, query: Query | None = None) -> str:
        return self._answered(Call("GET", path, query), stream=False).content.decode("utf-8")

    def rows(self, path: str, *, query: Query | None = None) -> Iterator[Any]:
        """All rows of a list, page by page."""
        page = self.call("GET", path, query=query)
        yield from page["results"]
        while page["next"]:
            page = self.call("GET", self.path_of(page["next"]))
            yield from page["results"]

    def path_of(self, address: str) -> str:
        return path_of(address, base_url=self.http.base_url)

    @contextmanager
    def answer(self, call: Call[Any]) -> Iterator[httpx.Response]:
        """The answer before its body is read. Raises ConnectionBroken too where it breaks while it is read."""
        answer = self._answered(call, stream=True)
        try:
            yield answer
        except httpx.RequestError as error:
            raise ConnectionBroken(f"The connection to {answer.request.url.host} broke: {error or type(error).__name__}.") from error
        finally:
            answer.close()

    def pieces(self, call: Call[Any]) -> Iterator[bytes]:
        """The body as it comes, as it was stored."""
        call = replace(call, headers={"Accept-Encoding": "identity", **call.headers})
        with self.answer(call) as answer:
            yield from answer.iter_raw()

    def _answered(self, call: Call[Any], *, stream: bool) -> httpx.Response:
        steps = tried(self.http, call, max_retries=self.max_retries, pace=self.pace)
        told: Told = None
        while True:
            try:
                step = steps.send(told)
            except StopIteration as end:
                answer: httpx.Response = end.value
                return answer
            told = self._done(step, stream=stream)

    def _done(self, step: httpx.Request | Wait, *, stream: bool) -> Told:
        if isinstance(step, Wait):
            self.sleep(step.seconds)
            return None
        try:
            # files of a store elsewhere are redirected to; httpx takes the key out where that is another origin
            answer = self.http.send(step, stream=stream, follow_redirects=step.method == "GET")
            if not answer.is_success:
                answer.read()
        except httpx.RequestError as error:
            return error
        return answer


def connect(url: str, api_key: str, *, sleep: Callable[[float], None] = time.sleep) -> Server:
    return Server(httpx.Client(**options_of(url, api_key)), sleep)
