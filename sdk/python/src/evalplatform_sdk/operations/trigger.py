"""Operations of `trigger`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import Mapping

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.shared import Accepted
from evalplatform_sdk.models.trigger import Triggered, TriggerRequest
from evalplatform_sdk.server import Server


class TriggerOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def start(self, body: TriggerRequest | None = None, *, idempotency_key: str | None = None) -> Triggered:
        """Start the evaluation of a suite, or (with exports:write) an export.

        `POST /api/integrations/trigger`
        """
        return self._server.done(Call("POST", "/api/integrations/trigger", body=body, headers=keyed(idempotency_key)))

    def start_signed(self, id: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Start what a generic connection's template says.

        `POST /api/integrations/trigger/{id}`
        """
        return self._server.done(
            Call("POST", f"/api/integrations/trigger/{part(id)}", content=content, headers=headers or {}, has_key=False)
        )


class AsyncTriggerOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def start(self, body: TriggerRequest | None = None, *, idempotency_key: str | None = None) -> Triggered:
        """Start the evaluation of a suite, or (with exports:write) an export.

        `POST /api/integrations/trigger`
        """
        return await self._server.done(Call("POST", "/api/integrations/trigger", body=body, headers=keyed(idempotency_key)))

    async def start_signed(self, id: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None) -> Accepted:
        """Start what a generic connection's template says.

        `POST /api/integrations/trigger/{id}`
        """
        return await self._server.done(
            Call("POST", f"/api/integrations/trigger/{part(id)}", content=content, headers=headers or {}, has_key=False)
        )
