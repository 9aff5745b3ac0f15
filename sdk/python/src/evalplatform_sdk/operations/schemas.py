"""Operations of `schemas`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from typing import Any

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.server import Server


class SchemasOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def evaluation_report(self) -> dict[str, Any]:
        """The JSON Schema of the report of an evaluation.

        `GET /api/external/schemas/evaluation-report`
        """
        return self._server.done(Call("GET", "/api/external/schemas/evaluation-report"))


class AsyncSchemasOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def evaluation_report(self) -> dict[str, Any]:
        """The JSON Schema of the report of an evaluation.

        `GET /api/external/schemas/evaluation-report`
        """
        return await self._server.done(Call("GET", "/api/external/schemas/evaluation-report"))
