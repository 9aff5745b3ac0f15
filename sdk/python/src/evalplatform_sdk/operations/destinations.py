"""Operations of `destinations`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.destinations import Destination, DestinationChange, DestinationRequest
from evalplatform_sdk.server import Server


class DestinationsListQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class DestinationsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[DestinationsListQuery]) -> Iterator[Destination]:
        """The project's destinations, newest first.

        `GET /api/exports/destinations`
        """
        return self._server.rows("/api/exports/destinations", query=query)

    def create(self, body: DestinationRequest, *, idempotency_key: str | None = None) -> Destination:
        """Keep a place that exports can go to.

        `POST /api/exports/destinations`
        """
        return self._server.done(Call("POST", "/api/exports/destinations", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Destination:
        """One destination.

        `GET /api/exports/destinations/{id}`
        """
        return self._server.done(Call("GET", f"/api/exports/destinations/{part(id)}"))

    def update(self, id: str, body: DestinationChange | None = None) -> Destination:
        """Change what the body names.

        `PATCH /api/exports/destinations/{id}`
        """
        return self._server.done(Call("PATCH", f"/api/exports/destinations/{part(id)}", body=body))

    def delete(self, id: str) -> None:
        """Forget it and its secrets.

        `DELETE /api/exports/destinations/{id}`
        """
        self._server.done(Call("DELETE", f"/api/exports/destinations/{part(id)}"))

    def test(self, id: str, *, idempotency_key: str | None = None) -> Destination:
        """Write a small file there and remove it (over HTTP it stays).

        `POST /api/exports/destinations/{id}/test`
        """
        return self._server.done(Call("POST", f"/api/exports/destinations/{part(id)}/test", headers=keyed(idempotency_key)))


class AsyncDestinationsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[DestinationsListQuery]) -> AsyncIterator[Destination]:
        """The project's destinations, newest first.

        `GET /api/exports/destinations`
        """
        return self._server.rows("/api/exports/destinations", query=query)

    async def create(self, body: DestinationRequest, *, idempotency_key: str | None = None) -> Destination:
        """Keep a place that exports can go to.

        `POST /api/exports/destinations`
        """
        return await self._server.done(Call("POST", "/api/exports/destinations", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Destination:
        """One destination.

        `GET /api/exports/destinations/{id}`
        """
        return await self._server.done(Call("GET", f"/api/exports/destinations/{part(id)}"))

    async def update(self, id: str, body: DestinationChange | None = None) -> Destination:
        """Change what the body names.

        `PATCH /api/exports/destinations/{id}`
        """
        return await self._server.done(Call("PATCH", f"/api/exports/destinations/{part(id)}", body=body))

    async def delete(self, id: str) -> None:
        """Forget it and its secrets.

        `DELETE /api/exports/destinations/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/exports/destinations/{part(id)}"))

    async def test(self, id: str, *, idempotency_key: str | None = None) -> Destination:
        """Write a small file there and remove it (over HTTP it stays).

        `POST /api/exports/destinations/{id}/test`
        """
        return await self._server.done(Call("POST", f"/api/exports/destinations/{part(id)}/test", headers=keyed(idempotency_key)))
