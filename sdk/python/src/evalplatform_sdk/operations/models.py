"""Operations of `models`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, part
from evalplatform_sdk.models.models import LanguageModel
from evalplatform_sdk.server import Server


class ModelsListQuery(TypedDict, total=False):
    capability: str
    order: Literal["newest", "oldest"]
    page_size: int
    provider: str
    total: Literal["estimate"]


class ModelsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[ModelsListQuery]) -> Iterator[LanguageModel]:
        """The models that are known, with what they can do and cost.

        `GET /api/external/models`
        """
        return self._server.rows("/api/external/models", query=query)

    def get(self, id: str) -> LanguageModel:
        """One model.

        `GET /api/external/models/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/models/{part(id)}"))


class AsyncModelsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[ModelsListQuery]) -> AsyncIterator[LanguageModel]:
        """The models that are known, with what they can do and cost.

        `GET /api/external/models`
        """
        return self._server.rows("/api/external/models", query=query)

    async def get(self, id: str) -> LanguageModel:
        """One model.

        `GET /api/external/models/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/models/{part(id)}"))
