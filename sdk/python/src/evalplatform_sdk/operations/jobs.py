"""Operations of `jobs`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.jobs import Job, JobMetrics, JobRequest, JobWithResult
from evalplatform_sdk.server import Server


class JobsListQuery(TypedDict, total=False):
    kind: Literal["analysis", "cleanup", "export"]
    order: Literal["newest", "oldest"]
    page_size: int
    state: Literal["cancelled", "completed", "expired", "failed", "finalizing", "planning", "queued", "running"]
    total: Literal["estimate"]


class JobsMetricsQuery(TypedDict, total=False):
    hours: int


class JobsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[JobsListQuery]) -> Iterator[Job]:
        """The project's jobs of all kinds, newest first, without their results.

        `GET /api/jobs`
        """
        return self._server.rows("/api/jobs", query=query)

    def create(self, body: JobRequest, *, idempotency_key: str | None = None) -> JobWithResult:
        """Request an export, an analysis or a cleanup.

        `POST /api/jobs`
        """
        return self._server.done(Call("POST", "/api/jobs", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> JobWithResult:
        """State, progress and result of one job.

        `GET /api/jobs/{id}`
        """
        return self._server.done(Call("GET", f"/api/jobs/{part(id)}"))

    def cancel(self, id: str, *, idempotency_key: str | None = None) -> JobWithResult:
        """End a job now.

        `POST /api/jobs/{id}/cancel`
        """
        return self._server.done(Call("POST", f"/api/jobs/{part(id)}/cancel", headers=keyed(idempotency_key)))

    def metrics(self, **query: Unpack[JobsMetricsQuery]) -> JobMetrics:
        """How the project's jobs fare.

        `GET /api/jobs/metrics`
        """
        return self._server.done(Call("GET", "/api/jobs/metrics", query=query))


class AsyncJobsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[JobsListQuery]) -> AsyncIterator[Job]:
        """The project's jobs of all kinds, newest first, without their results.

        `GET /api/jobs`
        """
        return self._server.rows("/api/jobs", query=query)

    async def create(self, body: JobRequest, *, idempotency_key: str | None = None) -> JobWithResult:
        """Request an export, an analysis or a cleanup.

        `POST /api/jobs`
        """
        return await self._server.done(Call("POST", "/api/jobs", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> JobWithResult:
        """State, progress and result of one job.

        `GET /api/jobs/{id}`
        """
        return await self._server.done(Call("GET", f"/api/jobs/{part(id)}"))

    async def cancel(self, id: str, *, idempotency_key: str | None = None) -> JobWithResult:
        """End a job now.

        `POST /api/jobs/{id}/cancel`
        """
        return await self._server.done(Call("POST", f"/api/jobs/{part(id)}/cancel", headers=keyed(idempotency_key)))

    async def metrics(self, **query: Unpack[JobsMetricsQuery]) -> JobMetrics:
        """How the project's jobs fare.

        `GET /api/jobs/metrics`
        """
        return await self._server.done(Call("GET", "/api/jobs/metrics", query=query))
