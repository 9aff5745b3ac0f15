"""Operations of `runs`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.shared import Run
from evalplatform_sdk.server import Server


class RunsListQuery(TypedDict, total=False):
    branch: str
    order: Literal["newest", "oldest"]
    page_size: int
    repository: str
    sha: str
    state: Literal["cancelled", "failed", "finished", "running", "superseded", "waiting"]
    total: Literal["estimate"]


class RunsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[RunsListQuery]) -> Iterator[Run]:
        """The project's runs, newest first.

        `GET /api/integrations/runs`
        """
        return self._server.rows("/api/integrations/runs", query=query)

    def get(self, id: str) -> Run:
        """One run.

        `GET /api/integrations/runs/{id}`
        """
        return self._server.done(Call("GET", f"/api/integrations/runs/{part(id)}"))

    def cancel(self, id: str, *, idempotency_key: str | None = None) -> Run:
        """End a run and its evaluations now.

        `POST /api/integrations/runs/{id}/cancel`
        """
        return self._server.done(Call("POST", f"/api/integrations/runs/{part(id)}/cancel", headers=keyed(idempotency_key)))

    def rerun(self, id: str, *, idempotency_key: str | None = None) -> Run:
        """Evaluate the same commit once more, as a run of its own.

        `POST /api/integrations/runs/{id}/rerun`
        """
        return self._server.done(Call("POST", f"/api/integrations/runs/{part(id)}/rerun", headers=keyed(idempotency_key)))


class AsyncRunsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[RunsListQuery]) -> AsyncIterator[Run]:
        """The project's runs, newest first.

        `GET /api/integrations/runs`
        """
        return self._server.rows("/api/integrations/runs", query=query)

    async def get(self, id: str) -> Run:
        """One run.

        `GET /api/integrations/runs/{id}`
        """
        return await self._server.done(Call("GET", f"/api/integrations/runs/{part(id)}"))

    async def cancel(self, id: str, *, idempotency_key: str | None = None) -> Run:
        """End a run and its evaluations now.

        `POST /api/integrations/runs/{id}/cancel`
        """
        return await self._server.done(Call("POST", f"/api/integrations/runs/{part(id)}/cancel", headers=keyed(idempotency_key)))

    async def rerun(self, id: str, *, idempotency_key: str | None = None) -> Run:
        """Evaluate the same commit once more, as a run of its own.

        `POST /api/integrations/runs/{id}/rerun`
        """
        return await self._server.done(Call("POST", f"/api/integrations/runs/{part(id)}/rerun", headers=keyed(idempotency_key)))
