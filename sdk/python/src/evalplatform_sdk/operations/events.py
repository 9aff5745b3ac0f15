"""Operations of `events`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.models.events import Events
from evalplatform_sdk.server import Server


class EventsListQuery(TypedDict, total=False):
    after: str
    page_size: int
    type: Literal[
        "endpoint.disabled",
        "endpoint.test",
        "evaluation.cancelled",
        "evaluation.failed",
        "evaluation.finished",
        "export.cancelled",
        "export.completed",
        "export.expired",
        "export.failed",
        "export.retried",
        "gate.failed",
        "gate.no_verdict",
        "gate.passed",
        "job.cancelled",
        "job.completed",
        "job.failed",
        "quota.nearly_used",
        "schedule.failed",
        "trace.error_rate_high",
    ]


class EventsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[EventsListQuery]) -> Events:
        """The project's events in order.

        `GET /api/integrations/events`
        """
        return self._server.done(Call("GET", "/api/integrations/events", query=query))


class AsyncEventsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def list(self, **query: Unpack[EventsListQuery]) -> Events:
        """The project's events in order.

        `GET /api/integrations/events`
        """
        return await self._server.done(Call("GET", "/api/integrations/events", query=query))
