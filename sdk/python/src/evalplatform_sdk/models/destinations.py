"""What `destinations` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

DestinationKind: TypeAlias = Literal["local", "s3", "http"]


class Destination(TypedDict):
    """A destination; of its secrets only whether each is set."""

    id: str
    name: str
    kind: DestinationKind
    settings: dict[str, Any]
    secrets: dict[str, bool]
    test: DestinationTest | None
    created_at: str
    updated_at: str


class DestinationChange(TypedDict, total=False):
    """What is to change. `settings` are replaced as a whole, of `secrets` those that are sent; null removes one."""

    name: str
    settings: Mapping[str, Any] | None
    secrets: Mapping[str, str | None] | None


class DestinationPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Destination]


class DestinationRequest(TypedDict, total=False):
    name: Required[str]
    kind: Required[DestinationKind]
    settings: Mapping[str, Any] | None
    secrets: Mapping[str, str | None] | None


class DestinationTest(TypedDict):
    ok: bool
    code: str | None
    message: str | None
    tested_at: str
