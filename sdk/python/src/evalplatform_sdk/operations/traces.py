"""Operations of `traces`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Literal, Required, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.traces import (
    Deleted,
    ScoresSentRequest,
    Trace,
    TraceScores,
    TracesSentRequest,
    TracesStored,
    TraceWithSpans,
    TrainingExports,
)
from evalplatform_sdk.server import Server


class TracesListQuery(TypedDict, total=False):
    environment: str
    external_id: str
    filter: str | Mapping[str, Any]
    ingested_after: str
    ingested_before: str
    model: str
    name: str
    order: Literal["newest", "oldest"]
    page_size: int
    provider: str
    release: str
    session_id: str
    started_after: str
    started_before: str
    status: str
    tag: str
    total: Literal["estimate"]
    user_id: str


class TracesDeleteOfUserQuery(TypedDict, total=False):
    user_id: Required[str]


class TracesOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[TracesListQuery]) -> Iterator[Trace]:
        """The project's traces without their spans, newest first.

        `GET /api/external/traces`
        """
        return self._server.rows("/api/external/traces", query=query)

    def create(self, body: TracesSentRequest, *, idempotency_key: str | None = None) -> TracesStored:
        """Send one trace or a list of up to 1,000.

        `POST /api/external/traces`
        """
        return self._server.done(Call("POST", "/api/external/traces", body=body, headers=keyed(idempotency_key)))

    def delete_of_user(self, **query: Unpack[TracesDeleteOfUserQuery]) -> Deleted:
        """Delete all traces of one user with their spans and scores, for good.

        `DELETE /api/external/traces`
        """
        return self._server.done(Call("DELETE", "/api/external/traces", query=query))

    def get(self, id: str) -> TraceWithSpans:
        """One trace with its spans.

        `GET /api/external/traces/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/traces/{part(id)}"))

    def delete(self, id: str) -> None:
        """Delete one trace with its spans and scores, for good.

        `DELETE /api/external/traces/{id}`
        """
        self._server.done(Call("DELETE", f"/api/external/traces/{part(id)}"))

    def exports(self, id: str) -> TrainingExports:
        """The training exports whose files hold a row of this trace or span, newest first.

        `GET /api/external/traces/{id}/exports`
        """
        return self._server.done(Call("GET", f"/api/external/traces/{part(id)}/exports"))

    def add_scores(self, id: str, body: ScoresSentRequest, *, idempotency_key: str | None = None) -> TraceScores:
        """Add one score or a list of them.

        `POST /api/external/traces/{id}/scores`
        """
        return self._server.done(Call("POST", f"/api/external/traces/{part(id)}/scores", body=body, headers=keyed(idempotency_key)))


class AsyncTracesOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[TracesListQuery]) -> AsyncIterator[Trace]:
        """The project's traces without their spans, newest first.

        `GET /api/external/traces`
        """
        return self._server.rows("/api/external/traces", query=query)

    async def create(self, body: TracesSentRequest, *, idempotency_key: str | None = None) -> TracesStored:
        """Send one trace or a list of up to 1,000.

        `POST /api/external/traces`
        """
        return await self._server.done(Call("POST", "/api/external/traces", body=body, headers=keyed(idempotency_key)))

    async def delete_of_user(self, **query: Unpack[TracesDeleteOfUserQuery]) -> Deleted:
        """Delete all traces of one user with their spans and scores, for good.

        `DELETE /api/external/traces`
        """
        return await self._server.done(Call("DELETE", "/api/external/traces", query=query))

    async def get(self, id: str) -> TraceWithSpans:
        """One trace with its spans.

        `GET /api/external/traces/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/traces/{part(id)}"))

    async def delete(self, id: str) -> None:
        """Delete one trace with its spans and scores, for good.

        `DELETE /api/external/traces/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/external/traces/{part(id)}"))

    async def exports(self, id: str) -> TrainingExports:
        """The training exports whose files hold a row of this trace or span, newest first.

        `GET /api/external/traces/{id}/exports`
        """
        return await self._server.done(Call("GET", f"/api/external/traces/{part(id)}/exports"))

    async def add_scores(self, id: str, body: ScoresSentRequest, *, idempotency_key: str | None = None) -> TraceScores:
        """Add one score or a list of them.

        `POST /api/external/traces/{id}/scores`
        """
        return await self._server.done(Call("POST", f"/api/external/traces/{part(id)}/scores", body=body, headers=keyed(idempotency_key)))
