"""Operations of `datasets`. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call, keyed, part
from evalplatform_sdk.models.datasets import (
    Dataset,
    DatasetChange,
    DatasetRequest,
    DatasetVersion,
    DatasetVersionRequest,
    DatasetWithDraft,
    Example,
    ExamplesChanged,
    ExamplesFromTracesRequest,
    ExamplesRequest,
)
from evalplatform_sdk.server import Server


class DatasetsListQuery(TypedDict, total=False):
    name: str
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class DatasetsExamplesQuery(TypedDict, total=False):
    filter: str | Mapping[str, Any]
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]
    version: str


class DatasetsAddFileQuery(TypedDict, total=False):
    cells: Literal["auto", "json", "text"]
    external_id: str
    format: Literal["csv", "json", "jsonl", "parquet"]
    input: str
    metadata: str
    note: str
    others: Literal["ignore", "metadata", "refuse"]
    publish: bool
    reference: str
    replace: bool
    split: str


class DatasetsVersionsQuery(TypedDict, total=False):
    order: Literal["newest", "oldest"]
    page_size: int
    total: Literal["estimate"]


class DatasetsOperations:
    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self, **query: Unpack[DatasetsListQuery]) -> Iterator[Dataset]:
        """The project's datasets, newest first.

        `GET /api/external/datasets`
        """
        return self._server.rows("/api/external/datasets", query=query)

    def create(self, body: DatasetRequest, *, idempotency_key: str | None = None) -> DatasetWithDraft:
        """Make a dataset, still without examples.

        `POST /api/external/datasets`
        """
        return self._server.done(Call("POST", "/api/external/datasets", body=body, headers=keyed(idempotency_key)))

    def get(self, id: str) -> DatasetWithDraft:
        """One dataset, and what waits in its draft.

        `GET /api/external/datasets/{id}`
        """
        return self._server.done(Call("GET", f"/api/external/datasets/{part(id)}"))

    def update(self, id: str, body: DatasetChange | None = None) -> DatasetWithDraft:
        """Change name, description or both.

        `PATCH /api/external/datasets/{id}`
        """
        return self._server.done(Call("PATCH", f"/api/external/datasets/{part(id)}", body=body))

    def delete(self, id: str) -> None:
        """Delete a dataset with all its versions.

        `DELETE /api/external/datasets/{id}`
        """
        self._server.done(Call("DELETE", f"/api/external/datasets/{part(id)}"))

    def examples(self, id: str, **query: Unpack[DatasetsExamplesQuery]) -> Iterator[Example]:
        """The examples of a version, newest first.

        `GET /api/external/datasets/{id}/examples`
        """
        return self._server.rows(f"/api/external/datasets/{part(id)}/examples", query=query)

    def change(self, id: str, body: ExamplesRequest | None = None, *, idempotency_key: str | None = None) -> ExamplesChanged:
        """Put up to 1,000 examples in and take others out, as one new version.

        `POST /api/external/datasets/{id}/examples`
        """
        return self._server.done(Call("POST", f"/api/external/datasets/{part(id)}/examples", body=body, headers=keyed(idempotency_key)))

    def example(self, id: str, example: str) -> Example:
        """One example, of whichever version.

        `GET /api/external/datasets/{id}/examples/{example}`
        """
        return self._server.done(Call("GET", f"/api/external/datasets/{part(id)}/examples/{part(example)}"))

    def remove_example(self, id: str, example: str) -> None:
        """Take one example out, as a new version.

        `DELETE /api/external/datasets/{id}/examples/{example}`
        """
        self._server.done(Call("DELETE", f"/api/external/datasets/{part(id)}/examples/{part(example)}"))

    def add_file(
        self,
        id: str,
        body: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        **query: Unpack[DatasetsAddFileQuery],
    ) -> ExamplesChanged:
        """Put the rows of a file in, as one new version.

        `POST /api/external/datasets/{id}/files`
        """
        return self._server.done(
            Call(
                "POST",
                f"/api/external/datasets/{part(id)}/files",
                query=query,
                body=body,
                content=content,
                headers=keyed(idempotency_key, headers),
            )
        )

    def from_traces(self, id: str, body: ExamplesFromTracesRequest | None = None, *, idempotency_key: str | None = None) -> ExamplesChanged:
        """Make examples of traces, as one new version.

        `POST /api/external/datasets/{id}/from-traces`
        """
        return self._server.done(Call("POST", f"/api/external/datasets/{part(id)}/from-traces", body=body, headers=keyed(idempotency_key)))

    def versions(self, id: str, **query: Unpack[DatasetsVersionsQuery]) -> Iterator[DatasetVersion]:
        """The versions of a dataset, newest first.

        `GET /api/external/datasets/{id}/versions`
        """
        return self._server.rows(f"/api/external/datasets/{part(id)}/versions", query=query)

    def publish(self, id: str, body: DatasetVersionRequest | None = None, *, idempotency_key: str | None = None) -> DatasetVersion:
        """Publish the draft as the next version.

        `POST /api/external/datasets/{id}/versions`
        """
        return self._server.done(Call("POST", f"/api/external/datasets/{part(id)}/versions", body=body, headers=keyed(idempotency_key)))


class AsyncDatasetsOperations:
    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    def list(self, **query: Unpack[DatasetsListQuery]) -> AsyncIterator[Dataset]:
        """The project's datasets, newest first.

        `GET /api/external/datasets`
        """
        return self._server.rows("/api/external/datasets", query=query)

    async def create(self, body: DatasetRequest, *, idempotency_key: str | None = None) -> DatasetWithDraft:
        """Make a dataset, still without examples.

        `POST /api/external/datasets`
        """
        return await self._server.done(Call("POST", "/api/external/datasets", body=body, headers=keyed(idempotency_key)))

    async def get(self, id: str) -> DatasetWithDraft:
        """One dataset, and what waits in its draft.

        `GET /api/external/datasets/{id}`
        """
        return await self._server.done(Call("GET", f"/api/external/datasets/{part(id)}"))

    async def update(self, id: str, body: DatasetChange | None = None) -> DatasetWithDraft:
        """Change name, description or both.

        `PATCH /api/external/datasets/{id}`
        """
        return await self._server.done(Call("PATCH", f"/api/external/datasets/{part(id)}", body=body))

    async def delete(self, id: str) -> None:
        """Delete a dataset with all its versions.

        `DELETE /api/external/datasets/{id}`
        """
        await self._server.done(Call("DELETE", f"/api/external/datasets/{part(id)}"))

    def examples(self, id: str, **query: Unpack[DatasetsExamplesQuery]) -> AsyncIterator[Example]:
        """The examples of a version, newest first.

        `GET /api/external/datasets/{id}/examples`
        """
        return self._server.rows(f"/api/external/datasets/{part(id)}/examples", query=query)

    async def change(self, id: str, body: ExamplesRequest | None = None, *, idempotency_key: str | None = None) -> ExamplesChanged:
        """Put up to 1,000 examples in and take others out, as one new version.

        `POST /api/external/datasets/{id}/examples`
        """
        return await self._server.done(
            Call("POST", f"/api/external/datasets/{part(id)}/examples", body=body, headers=keyed(idempotency_key))
        )

    async def example(self, id: str, example: str) -> Example:
        """One example, of whichever version.

        `GET /api/external/datasets/{id}/examples/{example}`
        """
        return await self._server.done(Call("GET", f"/api/external/datasets/{part(id)}/examples/{part(example)}"))

    async def remove_example(self, id: str, example: str) -> None:
        """Take one example out, as a new version.

        `DELETE /api/external/datasets/{id}/examples/{example}`
        """
        await self._server.done(Call("DELETE", f"/api/external/datasets/{part(id)}/examples/{part(example)}"))

    async def add_file(
        self,
        id: str,
        body: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        **query: Unpack[DatasetsAddFileQuery],
    ) -> ExamplesChanged:
        """Put the rows of a file in, as one new version.

        `POST /api/external/datasets/{id}/files`
        """
        return await self._server.done(
            Call(
                "POST",
                f"/api/external/datasets/{part(id)}/files",
                query=query,
                body=body,
                content=content,
                headers=keyed(idempotency_key, headers),
            )
        )

    async def from_traces(
        self, id: str, body: ExamplesFromTracesRequest | None = None, *, idempotency_key: str | None = None
    ) -> ExamplesChanged:
        """Make examples of traces, as one new version.

        `POST /api/external/datasets/{id}/from-traces`
        """
        return await self._server.done(
            Call("POST", f"/api/external/datasets/{part(id)}/from-traces", body=body, headers=keyed(idempotency_key))
        )

    def versions(self, id: str, **query: Unpack[DatasetsVersionsQuery]) -> AsyncIterator[DatasetVersion]:
        """The versions of a dataset, newest first.

        `GET /api/external/datasets/{id}/versions`
        """
        return self._server.rows(f"/api/external/datasets/{part(id)}/versions", query=query)

    async def publish(self, id: str, body: DatasetVersionRequest | None = None, *, idempotency_key: str | None = None) -> DatasetVersion:
        """Publish the draft as the next version.

        `POST /api/external/datasets/{id}/versions`
        """
        return await self._server.done(
            Call("POST", f"/api/external/datasets/{part(id)}/versions", body=body, headers=keyed(idempotency_key))
        )
