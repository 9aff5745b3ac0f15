"""Operations of `endpoints`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.endpoints import (
    Endpoint,
    EndpointChange,
    EndpointMade,
    EndpointRequest,
    Recovered,
    RecoveryRequest,
    RotationRequest,
)
from evalplatform_sdk.models.shared import Delivery
from evalplatform_sdk.server import Server


class EndpointsListQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class EndpointsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[EndpointsListQuery]) -> Iterator[Endpoint]:
        """The project's endpoints, newest first.

        `GET /api/integrations/endpoints`
        """
        return self._server.rows("/api/integrations/endpoints", query=query)

    def create(self, body: EndpointRequest, *, idempotency_key: str | None = None) -> EndpointMade:
        """Have the project's events sent to an address.

        `POST /api/integrations/endpoints`
        """
        return self._server.done(Call("POST", "/api/integrations/endpoints", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Endpoint:
        """One endpoint, and how it fares.

        `GET /api/integrations/endpoints/{id}`
        """
        return self._server.done(Call("GET", f"/api/integrations/endpoints/{part(id)}"))

    def update(self, id: str, body: EndpointChange | None = None) -> Endpoint:
        """Change what the body names, or pause it, or make it active again.

        `PATCH /api/integrations/endpoints/{id}`
        """
        return self._server.done(Call("PATCH", f"/api/integrations/endpoints/{part(id)}", body=body))

    def delete(self, id: str) -> None:
        """Forget it and its secrets.

        `DELETE /api/integrations/endpoints/{id}`
        """
        self._server.done(Call("DELETE", f"/api/integrations/endpoints/{part(id)}"))

    def recover(self, id: str, body: RecoveryRequest, *, idempotency_key: str | None = None) -> Recovered:
        """Send all events since a time that it should have had and has not.

        `POST /api/integrations/endpoints/{id}/recover`
        """
        return self._server.done(Call("POST", f"/api/integrations/endpoints/{part(id)}/recover", body=body, headers=keyed(idempotency_key)))

    def rotate(self, id: str, body: RotationRequest | None = None, *, idempotency_key: str | None = None) -> EndpointMade:
        """Sign with a new secret.

        `POST /api/integrations/endpoints/{id}/rotate`
        """
        return self._server.done(Call("POST", f"/api/integrations/endpoints/{part(id)}/rotate", body=body, headers=keyed(idempotency_key)))

    def test(self, id: str, *, idempotency_key: str | None = None) -> Delivery:
        """Send it an event `endpoint.test`.

        `POST /api/integrations/endpoints/{id}/test`
        """
        return self._server.done(Call("POST", f"/api/integrations/endpoints/{part(id)}/test", headers=keyed(idempotency_key)))


class AsyncEndpointsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[EndpointsListQuery]) -> AsyncIterator[Endpoint]:
        """The project's endpoints, newest first.

        `GET /api/integrations/endpoints`
        """
        return self._server.rows("/api/integrations/endpoints", query=query)

    async def create(self, body: EndpointRequest, *, idempotency_key: str | None = None) -> EndpointMade:
        """Have the project's events sent to an address.

        `POST /api/integrations/endpoints`
        """
        return await self._server.done(Call("POST", "/api/integrations/endpoints", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Endpoint:
        """One endpoint, and how it fares.

        `GET /api/integrations/endpoints/{id}`
        """
        return await self._server.done(Call("GET", f"/api/integrations/endpoints/{part(id)}"))

    async def update(self, id: str, body: EndpointChange | None = None) -> Endpoint:
        """Change what the body names, or pause it, or make it active again.

        `PATCH /api/integrations/endpoints/{id}`
        """
        return await self._server.done(Call("PATCH", f"/api/integrations/endpoints/{part(id)}", body=body))

    async def delete(self, id: str) -> None:
        """Forget it and its secrets.

        `DELETE /api/integrations/endpoints/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/integrations/endpoints/{part(id)}"))

    async def recover(self, id: str, body: RecoveryRequest, *, idempotency_key: str | None = None) -> Recovered:
        """Send all events since a time that it should have had and has not.

        `POST /api/integrations/endpoints/{id}/recover`
        """
        return await self._server.done(
            Call("POST", f"/api/integrations/endpoints/{part(id)}/recover", body=body, headers=keyed(idempotency_key))
        )

    async def rotate(self, id: str, body: RotationRequest | None = None, *, idempotency_key: str | None = None) -> EndpointMade:
        """Sign with a new secret.

        `POST /api/integrations/endpoints/{id}/rotate`
        """
        return await self._server.done(
            Call("POST", f"/api/integrations/endpoints/{part(id)}/rotate", body=body, headers=keyed(idempotency_key))
        )

    async def test(self, id: str, *, idempotency_key: str | None = None) -> Delivery:
        """Send it an event `endpoint.test`.

        `POST /api/integrations/endpoints/{id}/test`
        """
        return await self._server.done(Call("POST", f"/api/integrations/endpoints/{part(id)}/test", headers=keyed(idempotency_key)))
