"""Operations of `usage`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.models.usage import Usage
from evalplatform_sdk.server import Server


class UsageGetQuery(TypedDict, total=False):
    by: Literal["day", "hour"]
    caller: str
    endpoint: str
    from_: str
    group_by: Literal["caller", "endpoint", "none"]
    to: str


class UsageOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def get(self, **query: Unpack[UsageGetQuery]) -> Usage:
        """The project's calls by hour or day, of all its keys and people, and the quota of the caller itself.

        `GET /api/external/usage`
        """
        return self._server.done(Call("GET", "/api/external/usage", query=query))


class AsyncUsageOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def get(self, **query: Unpack[UsageGetQuery]) -> Usage:
        """The project's calls by hour or day, of all its keys and people, and the quota of the caller itself.

        `GET /api/external/usage`
        """
        return await self._server.done(Call("GET", "/api/external/usage", query=query))
