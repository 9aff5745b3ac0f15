"""Operations of `suites`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator
from typing import Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.suites import Suite, SuiteChange, SuiteRequest, Waiver, WaiverRequest
from evalplatform_sdk.server import Server


class SuitesListQuery(TypedDict, total=False):
    name: str
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class SuitesWaiversQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class SuitesOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[SuitesListQuery]) -> Iterator[Suite]:
        """The project's suites, newest first.

        `GET /api/external/suites`
        """
        return self._server.rows("/api/external/suites", query=query)

    def create(self, body: SuiteRequest, *, idempotency_key: str | None = None) -> Suite:
        """Keep a suite.

        `POST /api/external/suites`
        """
        return self._server.done(Call("POST", "/api/external/suites", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> Suite:
        """One suite, without its keys.

        `GET /api/external/suites/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/suites/{part(id)}"))

    def update(self, id: str, body: SuiteChange | None = None) -> Suite:
        """Change what the body names.

        `PATCH /api/external/suites/{id}`
        """
        return self._server.done(Call("PATCH", f"/api/external/suites/{part(id)}", body=body))

    def delete(self, id: str) -> None:
        """Delete a suite with its waivers.

        `DELETE /api/external/suites/{id}`
        """
        self._server.done(Call("DELETE", f"/api/external/suites/{part(id)}"))

    def waivers(self, id: str, **query: Unpack[SuitesWaiversQuery]) -> Iterator[Waiver]:
        """The waivers of a suite, newest first, those that have run out too.

        `GET /api/external/suites/{id}/waivers`
        """
        return self._server.rows(f"/api/external/suites/{part(id)}/waivers", query=query)

    def add_waiver(self, id: str, body: WaiverRequest, *, idempotency_key: str | None = None) -> Waiver:
        """Let a failing metric pass until a time.

        `POST /api/external/suites/{id}/waivers`
        """
        return self._server.done(Call("POST", f"/api/external/suites/{part(id)}/waivers", body=body, headers=keyed(idempotency_key)))

    def remove_waiver(self, id: str, waiver: str) -> None:
        """End a waiver before its time.

        `DELETE /api/external/suites/{id}/waivers/{waiver}`
        """
        self._server.done(Call("DELETE", f"/api/external/suites/{part(id)}/waivers/{part(waiver)}"))


class AsyncSuitesOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[SuitesListQuery]) -> AsyncIterator[Suite]:
        """The project's suites, newest first.

        `GET /api/external/suites`
        """
        return self._server.rows("/api/external/suites", query=query)

    async def create(self, body: SuiteRequest, *, idempotency_key: str | None = None) -> Suite:
        """Keep a suite.

        `POST /api/external/suites`
        """
        return await self._server.done(Call("POST", "/api/external/suites", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> Suite:
        """One suite, without its keys.

        `GET /api/external/suites/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/suites/{part(id)}"))

    async def update(self, id: str, body: SuiteChange | None = None) -> Suite:
        """Change what the body names.

        `PATCH /api/external/suites/{id}`
        """
        return await self._server.done(Call("PATCH", f"/api/external/suites/{part(id)}", body=body))

    async def delete(self, id: str) -> None:
        """Delete a suite with its waivers.

        `DELETE /api/external/suites/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/external/suites/{part(id)}"))

    def waivers(self, id: str, **query: Unpack[SuitesWaiversQuery]) -> AsyncIterator[Waiver]:
        """The waivers of a suite, newest first, those that have run out too.

        `GET /api/external/suites/{id}/waivers`
        """
        return self._server.rows(f"/api/external/suites/{part(id)}/waivers", query=query)

    async def add_waiver(self, id: str, body: WaiverRequest, *, idempotency_key: str | None = None) -> Waiver:
        """Let a failing metric pass until a time.

        `POST /api/external/suites/{id}/waivers`
        """
        return await self._server.done(Call("POST", f"/api/external/suites/{part(id)}/waivers", body=body, headers=keyed(idempotency_key)))

    async def remove_waiver(self, id: str, waiver: str) -> None:
        """End a waiver before its time.

        `DELETE /api/external/suites/{id}/waivers/{waiver}`
        """
        await self._server.done(Call("DELETE", f"/api/external/suites/{part(id)}/waivers/{part(waiver)}"))
