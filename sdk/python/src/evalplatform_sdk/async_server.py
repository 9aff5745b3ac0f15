"""One server and one key for async code, as `server` has it for plain code."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from evalplatform_sdk.calls import Call, T, Told, Wait, decoded, path_of, tried
from evalplatform_sdk.connecting import MAX_RETRIES
from evalplatform_sdk.errors import ConnectionBroken
from evalplatform_sdk.pacing import Pace
from evalplatform_sdk.server import Query


@dataclass(frozen=True)
class AsyncServer:
    """`http` has the address and the key; belongs to one event loop."""

    http: httpx.AsyncClient
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    max_retries: int = MAX_RETRIES
    pace: Pace = field(default_factory=Pace)

    async def call(self, method: str, path: str, *, query: Query | None = None, body: Any = None, content: bytes | None = None) -> Any:
        """The answer as JSON, None where it has no body. Raises ApiError and ConnectionBroken."""
        return await self.done(Call(method, path, query, body, content))

    async def done(self, call: Call[T]) -> T:
        """What the answer says. Raises ApiError and ConnectionBroken."""
        answer: T = decoded(await self._answered(call, stream=False), takes_text=call.takes_text)
        return answer

    async def rows(self, path: str, *, query: Query | None = None) -> AsyncIterator[Any]:
        """All rows of a list, page by page."""
        page = await self.call("GET", path, query=query)
        for row in page["results"]:
            yield row
        while page["next"]:
            page = await self.call("GET", self.path_of(page["next"]))
            for row in page["results"]:
                yield row

    def path_of(self, address: str) -> str:
        return path_of(address, base_url=self.http.base_url)

    @asynccontextmanager
    async def answer(self, call: Call[Any]) -> AsyncIterator[httpx.Response]:
        """The answer before its body is read. Raises ConnectionBroken too where it breaks while it is read."""
        answer = await self._answered(call, stream=True)
        try:
            yield answer
        except httpx.RequestError as error:
            raise ConnectionBroken(f"The connection to {answer.request.url.host} broke: {error or type(error).__name__}.") from error
        finally:
            await answer.aclose()

    async def pieces(self, call: Call[Any]) -> AsyncIterator[bytes]:
        """The body as it comes, as it was stored."""
        call = replace(call, headers={"Accept-Encoding": "identity", **call.headers})
        async with self.answer(call) as answer:
            async for piece in answer.aiter_raw():
                yield piece

    async def _answered(self, call: Call[Any], *, stream: bool) -> httpx.Response:
        steps = tried(self.http, call, max_retries=self.max_retries, pace=self.pace)
        told: Told = None
        while True:
            try:
                step = steps.send(told)
            except StopIteration as end:
                answer: httpx.Response = end.value
                return answer
            told = await self._done(step, stream=stream)

    async def _done(self, step: httpx.Request | Wait, *, stream: bool) -> Told:
        if isinstance(step, Wait):
            await self.sleep(step.seconds)
            return None
        try:
            answer = await self.http.send(step, stream=stream, follow_redirects=step.method == "GET")
            if not answer.is_success:
                await answer.aread()
        except httpx.RequestError as error:
            return error
        return answer
