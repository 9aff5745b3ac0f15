"""The clients that programs use: every operation of the API by name, one client for plain and one for async code."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

import httpx

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.connecting import MAX_RETRIES, TIMEOUT, options_of
from evalplatform_sdk.operations.every import AsyncOperations, Operations
from evalplatform_sdk.server import Query, Server


class Client(Operations):
    """Calls one server with one key, or as a person with a token of `auth.token`; may be shared by threads.

    `transport` is httpx's, for tests and proxies of your own.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        access_token: str | None = None,
        timeout: float | httpx.Timeout = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        http = httpx.Client(**options_of(url, api_key, access_token=access_token, timeout=timeout), transport=transport)
        self.server = Server(http, max_retries=max_retries)
        super().__init__(self.server)

    def request(self, method: str, path: str, *, query: Query | None = None, body: Any = None) -> Any:
        """The answer as JSON, None where it has no body. Raises ApiError and ConnectionBroken."""
        return self.server.call(method, path, query=query, body=body)

    def rows(self, path: str, *, query: Query | None = None) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        return self.server.rows(path, query=query)

    def close(self) -> None:
        self.server.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(AsyncOperations):
    """Calls one server with one key, or as a person with a token of `auth.token`; in one event loop.

    `transport` is httpx's, for tests and proxies of your own.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        access_token: str | None = None,
        timeout: float | httpx.Timeout = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        http = httpx.AsyncClient(**options_of(url, api_key, access_token=access_token, timeout=timeout), transport=transport)
        self.server = AsyncServer(http, max_retries=max_retries)
        super().__init__(self.server)

    async def request(self, method: str, path: str, *, query: Query | None = None, body: Any = None) -> Any:
        """The answer as JSON, None where it has no body. Raises ApiError and ConnectionBroken."""
        return await self.server.call(method, path, query=query, body=body)

    def rows(self, path: str, *, query: Query | None = None) -> AsyncIterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        return self.server.rows(path, query=query)

    async def close(self) -> None:
        await self.server.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
