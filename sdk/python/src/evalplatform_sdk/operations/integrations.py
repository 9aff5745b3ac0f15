"""Operations of `integrations`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.models.integrations import IntegrationsStatus
from evalplatform_sdk.server import Server


class IntegrationsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def status(self) -> IntegrationsStatus:
        """Each connection, endpoint and queue.

        `GET /api/integrations/status`
        """
        return self._server.done(Call("GET", "/api/integrations/status"))


class AsyncIntegrationsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def status(self) -> IntegrationsStatus:
        """Each connection, endpoint and queue.

        `GET /api/integrations/status`
        """
        return await self._server.done(Call("GET", "/api/integrations/status"))
