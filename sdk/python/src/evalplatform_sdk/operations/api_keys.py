"""Operations of `api_keys`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.api_keys import ApiKey, ApiKeyMade, ApiKeyRequest, ApiKeyRotationRequest
from evalplatform_sdk.server import Server


class ApiKeysListQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class ApiKeysOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[ApiKeysListQuery]) -> Iterator[ApiKey]:
        """Your keys, or as an admin all of the project, by their prefixes.

        `GET /api/external/api-keys`
        """
        return self._server.rows("/api/external/api-keys", query=query)

    def create(self, body: ApiKeyRequest, *, idempotency_key: str | None = None) -> ApiKeyMade:
        """Make a key.

        `POST /api/external/api-keys`
        """
        return self._server.done(Call("POST", "/api/external/api-keys", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> ApiKey:
        """One key, without its secret.

        `GET /api/external/api-keys/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/api-keys/{part(id)}"))

    def revoke(self, id: str) -> None:
        """Revoke a key, at once and for good.

        `DELETE /api/external/api-keys/{id}`
        """
        self._server.done(Call("DELETE", f"/api/external/api-keys/{part(id)}"))

    def rotate(self, id: str, body: ApiKeyRotationRequest | None = None, *, idempotency_key: str | None = None) -> ApiKeyMade:
        """Make a key in the place of an old one, which works on for a while.

        `POST /api/external/api-keys/{id}/rotate`
        """
        return self._server.done(Call("POST", f"/api/external/api-keys/{part(id)}/rotate", body=body, headers=keyed(idempotency_key)))


class AsyncApiKeysOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[ApiKeysListQuery]) -> AsyncIterator[ApiKey]:
        """Your keys, or as an admin all of the project, by their prefixes.

        `GET /api/external/api-keys`
        """
        return self._server.rows("/api/external/api-keys", query=query)

    async def create(self, body: ApiKeyRequest, *, idempotency_key: str | None = None) -> ApiKeyMade:
        """Make a key.

        `POST /api/external/api-keys`
        """
        return await self._server.done(Call("POST", "/api/external/api-keys", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> ApiKey:
        """One key, without its secret.

        `GET /api/external/api-keys/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/api-keys/{part(id)}"))

    async def revoke(self, id: str) -> None:
        """Revoke a key, at once and for good.

        `DELETE /api/external/api-keys/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/external/api-keys/{part(id)}"))

    async def rotate(self, id: str, body: ApiKeyRotationRequest | None = None, *, idempotency_key: str | None = None) -> ApiKeyMade:
        """Make a key in the place of an old one, which works on for a while.

        `POST /api/external/api-keys/{id}/rotate`
        """
        return await self._server.done(Call("POST", f"/api/external/api-keys/{part(id)}/rotate", body=body, headers=keyed(idempotency_key)))
