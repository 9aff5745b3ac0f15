"""Operations of `schedules`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.schedules import Schedule, ScheduleChange, ScheduleRequest
from evalplatform_sdk.models.shared import Export
from evalplatform_sdk.server import Server


class SchedulesListQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class SchedulesOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[SchedulesListQuery]) -> Iterator[Schedule]:
        """The project's schedules, newest first.

        `GET /api/exports/schedules`
        """
        return self._server.rows("/api/exports/schedules", query=query)

    def create(self, body: ScheduleRequest, *, idempotency_key: str | None = None) -> Schedule:
        """Keep an export that repeats.

        `POST /api/exports/schedules`
        """
        return self._server.done(Call("POST", "/api/exports/schedules", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Schedule:
        """One schedule with its next five moments.

        `GET /api/exports/schedules/{id}`
        """
        return self._server.done(Call("GET", f"/api/exports/schedules/{part(id)}"))

    def update(self, id: str, body: ScheduleChange | None = None) -> Schedule:
        """Change what the body names.

        `PATCH /api/exports/schedules/{id}`
        """
        return self._server.done(Call("PATCH", f"/api/exports/schedules/{part(id)}", body=body))

    def delete(self, id: str) -> None:
        """No more runs.

        `DELETE /api/exports/schedules/{id}`
        """
        self._server.done(Call("DELETE", f"/api/exports/schedules/{part(id)}"))

    def pause(self, id: str, *, idempotency_key: str | None = None) -> Schedule:
        """No more runs until it is resumed.

        `POST /api/exports/schedules/{id}/pause`
        """
        return self._server.done(Call("POST", f"/api/exports/schedules/{part(id)}/pause", headers=keyed(idempotency_key)))

    def resume(self, id: str, *, idempotency_key: str | None = None) -> Schedule:
        """On with the next slot.

        `POST /api/exports/schedules/{id}/resume`
        """
        return self._server.done(Call("POST", f"/api/exports/schedules/{part(id)}/resume", headers=keyed(idempotency_key)))

    def run(self, id: str, *, idempotency_key: str | None = None) -> Export:
        """Run it now, paused or not.

        `POST /api/exports/schedules/{id}/run`
        """
        return self._server.done(Call("POST", f"/api/exports/schedules/{part(id)}/run", headers=keyed(idempotency_key)))


class AsyncSchedulesOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[SchedulesListQuery]) -> AsyncIterator[Schedule]:
        """The project's schedules, newest first.

        `GET /api/exports/schedules`
        """
        return self._server.rows("/api/exports/schedules", query=query)

    async def create(self, body: ScheduleRequest, *, idempotency_key: str | None = None) -> Schedule:
        """Keep an export that repeats.

        `POST /api/exports/schedules`
        """
        return await self._server.done(Call("POST", "/api/exports/schedules", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Schedule:
        """One schedule with its next five moments.

        `GET /api/exports/schedules/{id}`
        """
        return await self._server.done(Call("GET", f"/api/exports/schedules/{part(id)}"))

    async def update(self, id: str, body: ScheduleChange | None = None) -> Schedule:
        """Change what the body names.

        `PATCH /api/exports/schedules/{id}`
        """
        return await self._server.done(Call("PATCH", f"/api/exports/schedules/{part(id)}", body=body))

    async def delete(self, id: str) -> None:
        """No more runs.

        `DELETE /api/exports/schedules/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/exports/schedules/{part(id)}"))

    async def pause(self, id: str, *, idempotency_key: str | None = None) -> Schedule:
        """No more runs until it is resumed.

        `POST /api/exports/schedules/{id}/pause`
        """
        return await self._server.done(Call("POST", f"/api/exports/schedules/{part(id)}/pause", headers=keyed(idempotency_key)))

    async def resume(self, id: str, *, idempotency_key: str | None = None) -> Schedule:
        """On with the next slot.

        `POST /api/exports/schedules/{id}/resume`
        """
        return await self._server.done(Call("POST", f"/api/exports/schedules/{part(id)}/resume", headers=keyed(idempotency_key)))

    async def run(self, id: str, *, idempotency_key: str | None = None) -> Export:
        """Run it now, paused or not.

        `POST /api/exports/schedules/{id}/run`
        """
        return await self._server.done(Call("POST", f"/api/exports/schedules/{part(id)}/run", headers=keyed(idempotency_key)))
