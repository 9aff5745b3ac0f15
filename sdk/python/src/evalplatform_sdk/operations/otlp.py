"""Operations of `otlp`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import Mapping

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed
from evalplatform_sdk.models.otlp import OtlpAnswer, OtlpTracesRequest
from evalplatform_sdk.server import Server


class OtlpOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def send(
        self,
        body: OtlpTracesRequest | None = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> OtlpAnswer | str | bytes:
        """Send spans.

        `POST /api/external/otlp/v1/traces`
        """
        return self._server.done(
            Call(
                "POST", "/api/external/otlp/v1/traces", body=body, content=content, headers=keyed(idempotency_key, headers), takes_text=True
            )
        )


class AsyncOtlpOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def send(
        self,
        body: OtlpTracesRequest | None = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> OtlpAnswer | str | bytes:
        """Send spans.

        `POST /api/external/otlp/v1/traces`
        """
        return await self._server.done(
            Call(
                "POST", "/api/external/otlp/v1/traces", body=body, content=content, headers=keyed(idempotency_key, headers), takes_text=True
            )
        )
