"""Operations of `evaluations`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.evaluations import Evaluation, EvaluationRequest, OutputRequest, OutputsTaken, Result
from evalplatform_sdk.server import Server


class EvaluationsListQuery(TypedDict, total=False):
    branch: str
    order: Literal["newest", "oldest"]
    page_size: int
    state: Literal["cancelled", "completed", "failed", "queued", "running"]
    suite: str
    total: Literal["estimate"]
    verdict: Literal["fail", "no_verdict", "pass"]


class EvaluationsCompareQuery(TypedDict, total=False):
    baseline: str


class EvaluationsReportQuery(TypedDict, total=False):
    format: Literal["html", "json", "junit", "markdown"]
    slice_by: list[str]


class EvaluationsResultsQuery(TypedDict, total=False):
    filter: str | Mapping[str, Any]
    order: Literal["newest", "oldest"]
    page_size: int
    state: Literal["answered", "errored", "scored", "waiting"]
    total: Literal["estimate"]
    worst: str


class EvaluationsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[EvaluationsListQuery]) -> Iterator[Evaluation]:
        """The project's evaluations, newest first.

        `GET /api/external/evaluations`
        """
        return self._server.rows("/api/external/evaluations", query=query)

    def create(self, body: EvaluationRequest | None = None, *, idempotency_key: str | None = None) -> Evaluation:
        """Request an evaluation.

        `POST /api/external/evaluations`
        """
        return self._server.done(Call("POST", "/api/external/evaluations", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Evaluation:
        """One evaluation with its progress, and once it is completed its summary.

        `GET /api/external/evaluations/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/evaluations/{part(id)}"))

    def cancel(self, id: str, *, idempotency_key: str | None = None) -> Evaluation:
        """End an evaluation now.

        `POST /api/external/evaluations/{id}/cancel`
        """
        return self._server.done(Call("POST", f"/api/external/evaluations/{part(id)}/cancel", headers=keyed(idempotency_key)))

    def compare(self, id: str, **query: Unpack[EvaluationsCompareQuery]) -> dict[str, Any]:
        """Compare with any other evaluation.

        `GET /api/external/evaluations/{id}/compare`
        """
        return self._server.done(Call("GET", f"/api/external/evaluations/{part(id)}/compare", query=query))

    def finish(self, id: str, *, idempotency_key: str | None = None) -> Evaluation:
        """Say that all outputs are sent.

        `POST /api/external/evaluations/{id}/finish`
        """
        return self._server.done(Call("POST", f"/api/external/evaluations/{part(id)}/finish", headers=keyed(idempotency_key)))

    def add_outputs(self, id: str, body: Sequence[OutputRequest], *, idempotency_key: str | None = None) -> OutputsTaken:
        """Send up to 1,000 outputs, idempotent by example and repeat.

        `POST /api/external/evaluations/{id}/outputs`
        """
        return self._server.done(Call("POST", f"/api/external/evaluations/{part(id)}/outputs", body=body, headers=keyed(idempotency_key)))

    def report(self, id: str, **query: Unpack[EvaluationsReportQuery]) -> dict[str, Any] | str | bytes:
        """The report.

        `GET /api/external/evaluations/{id}/report`
        """
        return self._server.done(Call("GET", f"/api/external/evaluations/{part(id)}/report", query=query, takes_text=True))

    def results(self, id: str, **query: Unpack[EvaluationsResultsQuery]) -> Iterator[Result]:
        """The results of an evaluation, newest first.

        `GET /api/external/evaluations/{id}/results`
        """
        return self._server.rows(f"/api/external/evaluations/{part(id)}/results", query=query)


class AsyncEvaluationsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[EvaluationsListQuery]) -> AsyncIterator[Evaluation]:
        """The project's evaluations, newest first.

        `GET /api/external/evaluations`
        """
        return self._server.rows("/api/external/evaluations", query=query)

    async def create(self, body: EvaluationRequest | None = None, *, idempotency_key: str | None = None) -> Evaluation:
        """Request an evaluation.

        `POST /api/external/evaluations`
        """
        return await self._server.done(Call("POST", "/api/external/evaluations", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Evaluation:
        """One evaluation with its progress, and once it is completed its summary.

        `GET /api/external/evaluations/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/evaluations/{part(id)}"))

    async def cancel(self, id: str, *, idempotency_key: str | None = None) -> Evaluation:
        """End an evaluation now.

        `POST /api/external/evaluations/{id}/cancel`
        """
        return await self._server.done(Call("POST", f"/api/external/evaluations/{part(id)}/cancel", headers=keyed(idempotency_key)))

    async def compare(self, id: str, **query: Unpack[EvaluationsCompareQuery]) -> dict[str, Any]:
        """Compare with any other evaluation.

        `GET /api/external/evaluations/{id}/compare`
        """
        return await self._server.done(Call("GET", f"/api/external/evaluations/{part(id)}/compare", query=query))

    async def finish(self, id: str, *, idempotency_key: str | None = None) -> Evaluation:
        """Say that all outputs are sent.

        `POST /api/external/evaluations/{id}/finish`
        """
        return await self._server.done(Call("POST", f"/api/external/evaluations/{part(id)}/finish", headers=keyed(idempotency_key)))

    async def add_outputs(self, id: str, body: Sequence[OutputRequest], *, idempotency_key: str | None = None) -> OutputsTaken:
        """Send up to 1,000 outputs, idempotent by example and repeat.

        `POST /api/external/evaluations/{id}/outputs`
        """
        return await self._server.done(
            Call("POST", f"/api/external/evaluations/{part(id)}/outputs", body=body, headers=keyed(idempotency_key))
        )

    async def report(self, id: str, **query: Unpack[EvaluationsReportQuery]) -> dict[str, Any] | str | bytes:
        """The report.

        `GET /api/external/evaluations/{id}/report`
        """
        return await self._server.done(Call("GET", f"/api/external/evaluations/{part(id)}/report", query=query, takes_text=True))

    def results(self, id: str, **query: Unpack[EvaluationsResultsQuery]) -> AsyncIterator[Result]:
        """The results of an evaluation, newest first.

        `GET /api/external/evaluations/{id}/results`
        """
        return self._server.rows(f"/api/external/evaluations/{part(id)}/results", query=query)
