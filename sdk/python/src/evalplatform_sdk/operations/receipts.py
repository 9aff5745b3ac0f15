"""Operations of `receipts`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.receipts import Receipt, ReceiptWithBody
from evalplatform_sdk.server import Server


class ReceiptsListQuery(TypedDict, total=False):
    connection: str
    order: Literal["newest", "oldest"]
    page_size: int
    state: Literal["failed", "ignored", "processed", "waiting"]
    total: Literal["estimate"]


class ReceiptsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[ReceiptsListQuery]) -> Iterator[Receipt]:
        """What the project received, newest first, without the bodies.

        `GET /api/integrations/receipts`
        """
        return self._server.rows("/api/integrations/receipts", query=query)

    def get(self, id: str) -> ReceiptWithBody:
        """One receipt.

        `GET /api/integrations/receipts/{id}`
        """
        return self._server.done(Call("GET", f"/api/integrations/receipts/{part(id)}"))

    def replay(self, id: str, *, idempotency_key: str | None = None) -> Receipt:
        """Process it once more, as the connection is now.

        `POST /api/integrations/receipts/{id}/replay`
        """
        return self._server.done(Call("POST", f"/api/integrations/receipts/{part(id)}/replay", headers=keyed(idempotency_key)))


class AsyncReceiptsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[ReceiptsListQuery]) -> AsyncIterator[Receipt]:
        """What the project received, newest first, without the bodies.

        `GET /api/integrations/receipts`
        """
        return self._server.rows("/api/integrations/receipts", query=query)

    async def get(self, id: str) -> ReceiptWithBody:
        """One receipt.

        `GET /api/integrations/receipts/{id}`
        """
        return await self._server.done(Call("GET", f"/api/integrations/receipts/{part(id)}"))

    async def replay(self, id: str, *, idempotency_key: str | None = None) -> Receipt:
        """Process it once more, as the connection is now.

        `POST /api/integrations/receipts/{id}/replay`
        """
        return await self._server.done(Call("POST", f"/api/integrations/receipts/{part(id)}/replay", headers=keyed(idempotency_key)))
