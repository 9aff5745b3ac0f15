"""Operations of `connections`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.connections import Connection, ConnectionChange, ConnectionMade, ConnectionRequest
from evalplatform_sdk.server import Server


class ConnectionsListQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class ConnectionsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[ConnectionsListQuery]) -> Iterator[Connection]:
        """The project's connections, newest first.

        `GET /api/integrations/connections`
        """
        return self._server.rows("/api/integrations/connections", query=query)

    def create(self, body: ConnectionRequest, *, idempotency_key: str | None = None) -> ConnectionMade:
        """Connect repositories, or a sender of one's own.

        `POST /api/integrations/connections`
        """
        return self._server.done(Call("POST", "/api/integrations/connections", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Connection:
        """One connection, and how its last calls went.

        `GET /api/integrations/connections/{id}`
        """
        return self._server.done(Call("GET", f"/api/integrations/connections/{part(id)}"))

    def update(self, id: str, body: ConnectionChange | None = None) -> Connection:
        """Change what the body names.

        `PATCH /api/integrations/connections/{id}`
        """
        return self._server.done(Call("PATCH", f"/api/integrations/connections/{part(id)}", body=body))

    def delete(self, id: str) -> None:
        """Forget it and its secrets.

        `DELETE /api/integrations/connections/{id}`
        """
        self._server.done(Call("DELETE", f"/api/integrations/connections/{part(id)}"))

    def rotate(self, id: str, *, idempotency_key: str | None = None) -> ConnectionMade:
        """A new secret, shown this once.

        `POST /api/integrations/connections/{id}/rotate`
        """
        return self._server.done(Call("POST", f"/api/integrations/connections/{part(id)}/rotate", headers=keyed(idempotency_key)))

    def test(self, id: str, *, idempotency_key: str | None = None) -> Connection:
        """Ask the provider's API for the connection's first repositories.

        `POST /api/integrations/connections/{id}/test`
        """
        return self._server.done(Call("POST", f"/api/integrations/connections/{part(id)}/test", headers=keyed(idempotency_key)))


class AsyncConnectionsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[ConnectionsListQuery]) -> AsyncIterator[Connection]:
        """The project's connections, newest first.

        `GET /api/integrations/connections`
        """
        return self._server.rows("/api/integrations/connections", query=query)

    async def create(self, body: ConnectionRequest, *, idempotency_key: str | None = None) -> ConnectionMade:
        """Connect repositories, or a sender of one's own.

        `POST /api/integrations/connections`
        """
        return await self._server.done(Call("POST", "/api/integrations/connections", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Connection:
        """One connection, and how its last calls went.

        `GET /api/integrations/connections/{id}`
        """
        return await self._server.done(Call("GET", f"/api/integrations/connections/{part(id)}"))

    async def update(self, id: str, body: ConnectionChange | None = None) -> Connection:
        """Change what the body names.

        `PATCH /api/integrations/connections/{id}`
        """
        return await self._server.done(Call("PATCH", f"/api/integrations/connections/{part(id)}", body=body))

    async def delete(self, id: str) -> None:
        """Forget it and its secrets.

        `DELETE /api/integrations/connections/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/integrations/connections/{part(id)}"))

    async def rotate(self, id: str, *, idempotency_key: str | None = None) -> ConnectionMade:
        """A new secret, shown this once.

        `POST /api/integrations/connections/{id}/rotate`
        """
        return await self._server.done(Call("POST", f"/api/integrations/connections/{part(id)}/rotate", headers=keyed(idempotency_key)))

    async def test(self, id: str, *, idempotency_key: str | None = None) -> Connection:
        """Ask the provider's API for the connection's first repositories.

        `POST /api/integrations/connections/{id}/test`
        """
        return await self._server.done(Call("POST", f"/api/integrations/connections/{part(id)}/test", headers=keyed(idempotency_key)))
