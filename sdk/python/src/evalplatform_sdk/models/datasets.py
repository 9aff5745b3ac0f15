"""What `datasets` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

ReferenceEnum: TypeAlias = Literal["reference", "output"]


class Dataset(TypedDict):
    id: str
    name: str
    description: str
    latest_version: int
    examples: int
    created_at: str
    updated_at: str


class DatasetChange(TypedDict, total=False):
    name: str
    description: str | None


class DatasetDraft(TypedDict):
    """What the next version would add to the latest one, and remove; an example that changes counts in both."""

    added: int
    removed: int


class DatasetPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Dataset]


class DatasetRequest(TypedDict, total=False):
    name: Required[str]
    description: str | None


class DatasetVersion(TypedDict):
    id: str
    number: int
    note: str
    examples: int
    content_hash: str
    created_at: str


class DatasetVersionPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[DatasetVersion]


class DatasetVersionRequest(TypedDict, total=False):
    note: str | None


class DatasetWithDraft(TypedDict):
    id: str
    name: str
    description: str
    latest_version: int
    examples: int
    created_at: str
    updated_at: str
    draft: DatasetDraft


class Example(TypedDict):
    id: str
    dataset_id: str
    dataset: str
    external_id: str
    input: Any
    reference: Any
    metadata: dict[str, Any]
    split: str
    added_in: int
    removed_in: int | None
    current: bool
    created_at: str


class ExamplePage(TypedDict):
    next: str | None
    previous: str | None
    results: list[Example]


class ExampleRequest(TypedDict, total=False):
    external_id: str | None
    input: Required[Any]
    reference: Any
    metadata: Mapping[str, Any] | None
    split: str | None


class ExamplesChanged(TypedDict):
    """What became of the examples that were sent, and how many were removed."""

    created: int
    replaced: int
    unchanged: int
    removed: int
    version: DatasetVersion | None


class ExamplesFromTracesRequest(TypedDict, total=False):
    filter: Mapping[str, Any] | None
    limit: int | None
    reference: ReferenceEnum | None
    publish: bool | None
    note: str | None


class ExamplesRequest(TypedDict, total=False):
    examples: Sequence[ExampleRequest] | None
    remove: Sequence[str] | None
    replace: bool | None
    publish: bool | None
    note: str | None
