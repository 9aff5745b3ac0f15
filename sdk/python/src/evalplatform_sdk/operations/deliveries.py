"""Operations of `deliveries`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.deliveries import DeliveryWithAttempts
from evalplatform_sdk.models.shared import Delivery
from evalplatform_sdk.server import Server


class DeliveriesListQuery(TypedDict, total=False):
    endpoint: str
    order: Literal["newest", "oldest"]
    page_size: int
    state: Literal["delivered", "failed", "waiting"]
    total: Literal["estimate"]
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


class DeliveriesOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[DeliveriesListQuery]) -> Iterator[Delivery]:
        """What was sent to the project's endpoints, or waits to be.

        `GET /api/integrations/deliveries`
        """
        return self._server.rows("/api/integrations/deliveries", query=query)

    def get(self, id: str) -> DeliveryWithAttempts:
        """One delivery with its payload and all its attempts.

        `GET /api/integrations/deliveries/{id}`
        """
        return self._server.done(Call("GET", f"/api/integrations/deliveries/{part(id)}"))

    def redeliver(self, id: str, *, idempotency_key: str | None = None) -> Delivery:
        """Send the event once more, as a new delivery.

        `POST /api/integrations/deliveries/{id}/redeliver`
        """
        return self._server.done(Call("POST", f"/api/integrations/deliveries/{part(id)}/redeliver", headers=keyed(idempotency_key)))


class AsyncDeliveriesOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[DeliveriesListQuery]) -> AsyncIterator[Delivery]:
        """What was sent to the project's endpoints, or waits to be.

        `GET /api/integrations/deliveries`
        """
        return self._server.rows("/api/integrations/deliveries", query=query)

    async def get(self, id: str) -> DeliveryWithAttempts:
        """One delivery with its payload and all its attempts.

        `GET /api/integrations/deliveries/{id}`
        """
        return await self._server.done(Call("GET", f"/api/integrations/deliveries/{part(id)}"))

    async def redeliver(self, id: str, *, idempotency_key: str | None = None) -> Delivery:
        """Send the event once more, as a new delivery.

        `POST /api/integrations/deliveries/{id}/redeliver`
        """
        return await self._server.done(Call("POST", f"/api/integrations/deliveries/{part(id)}/redeliver", headers=keyed(idempotency_key)))
