"""Operations of `event_types`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.models.event_types import EventTypes
from evalplatform_sdk.server import Server


class EventTypesOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self) -> EventTypes:
        """All types of events, with the JSON Schema of the payload and an example of the message.

        `GET /api/integrations/event-types`
        """
        return self._server.done(Call("GET", "/api/integrations/event-types"))


class AsyncEventTypesOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def list(self) -> EventTypes:
        """All types of events, with the JSON Schema of the payload and an example of the message.

        `GET /api/integrations/event-types`
        """
        return await self._server.done(Call("GET", "/api/integrations/event-types"))
