"""Operations of `batch`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.batch import Batch, BatchDone, BatchRequest
from evalplatform_sdk.server import Server


class BatchOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def create(self, body: BatchRequest, *, idempotency_key: str | None = None) -> BatchDone | Batch:
        """Do up to 1,000 operations, in order, each with its own outcome.

        `POST /api/external/batch`
        """
        return self._server.done(Call("POST", "/api/external/batch", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Batch:
        """How far a batch in the background has come, and once it has ended, its results.

        `GET /api/external/batch/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/batch/{part(id)}"))


class AsyncBatchOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def create(self, body: BatchRequest, *, idempotency_key: str | None = None) -> BatchDone | Batch:
        """Do up to 1,000 operations, in order, each with its own outcome.

        `POST /api/external/batch`
        """
        return await self._server.done(Call("POST", "/api/external/batch", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Batch:
        """How far a batch in the background has come, and once it has ended, its results.

        `GET /api/external/batch/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/batch/{part(id)}"))
