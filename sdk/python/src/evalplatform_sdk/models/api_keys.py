"""What `api_keys` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

Scope: TypeAlias = Literal[
    "traces:read",
    "traces:write",
    "traces:delete",
    "exports:read",
    "exports:write",
    "jobs:read",
    "jobs:write",
    "destinations:read",
    "destinations:write",
    "schedules:read",
    "schedules:write",
    "datasets:read",
    "datasets:write",
    "evaluations:read",
    "evaluations:write",
    "suites:read",
    "suites:write",
    "waivers:write",
    "models:read",
    "usage:read",
    "webhooks:read",
    "webhooks:write",
    "connections:read",
    "connections:write",
    "ci:trigger",
    "callbacks:read",
    "callbacks:write",
]


class ApiKey(TypedDict):
    id: str
    prefix: str
    name: str
    state: str
    scopes: list[str]
    tier: str
    owner: str | None
    networks: list[str]
    note: str
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    rotated_from: str


class ApiKeyMade(TypedDict):
    key: str
    details: ApiKey


class ApiKeyPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[ApiKey]


class ApiKeyRequest(TypedDict, total=False):
    name: Required[str]
    scopes: Required[Sequence[Scope]]
    expires_at: str | None
    networks: Sequence[str] | None
    note: str | None
    service: bool | None


class ApiKeyRotationRequest(TypedDict, total=False):
    overlap_seconds: int
