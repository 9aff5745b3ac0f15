"""Operations of `health`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.models.health import Health
from evalplatform_sdk.server import Server


class HealthOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def get(self) -> Health:
        """200 when the database answers within two seconds, else 503.

        `GET /api/external/health`
        """
        return self._server.done(Call("GET", "/api/external/health"))


class AsyncHealthOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def get(self) -> Health:
        """200 when the database answers within two seconds, else 503.

        `GET /api/external/health`
        """
        return await self._server.done(Call("GET", "/api/external/health"))
