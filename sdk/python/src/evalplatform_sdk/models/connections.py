"""What `connections` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import NullEnum

ConnectionKind: TypeAlias = Literal["github", "gitlab", "generic"]
ConnectionState: TypeAlias = Literal["active", "paused"]


class Connection(TypedDict):
    """A connection; of its secrets only whether they are set."""

    id: str
    name: str
    kind: ConnectionKind
    state: ConnectionState
    base_url: str
    repositories: list[str]
    suites: list[str]
    triggers: list[str]
    branches: list[str]
    status_name: str
    app_id: str
    installation_id: str
    template: dict[str, Any] | None
    has_token: bool
    former_until: str | None
    path: str
    received_at: str | None
    told_at: str | None
    failed_at: str | None
    error_code: str
    error_message: str
    created_at: str
    updated_at: str


class ConnectionChange(TypedDict, total=False):
    """What is to change; what is left out, or null, stays. A new `secret` overlaps with the one before for a day."""

    name: str | None
    state: ConnectionState | NullEnum
    base_url: str | None
    repositories: Sequence[str] | None
    suites: Sequence[str] | None
    triggers: Sequence[Literal["push", "pull_request", "tag", "release", "pipeline"]] | None
    branches: Sequence[str] | None
    status_name: str | None
    app_id: str | None
    installation_id: str | None
    token: str | None
    secret: str | None
    template: Mapping[str, Any] | None


class ConnectionMade(TypedDict):
    """A connection with its secret, which is shown this once."""

    id: str
    name: str
    kind: ConnectionKind
    state: ConnectionState
    base_url: str
    repositories: list[str]
    suites: list[str]
    triggers: list[str]
    branches: list[str]
    status_name: str
    app_id: str
    installation_id: str
    template: dict[str, Any] | None
    has_token: bool
    former_until: str | None
    path: str
    received_at: str | None
    told_at: str | None
    failed_at: str | None
    error_code: str
    error_message: str
    created_at: str
    updated_at: str
    secret: str


class ConnectionPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Connection]


class ConnectionRequest(TypedDict, total=False):
    name: Required[str]
    state: ConnectionState | NullEnum
    base_url: str | None
    repositories: Sequence[str] | None
    suites: Sequence[str] | None
    triggers: Sequence[Literal["push", "pull_request", "tag", "release", "pipeline"]] | None
    branches: Sequence[str] | None
    status_name: str | None
    app_id: str | None
    installation_id: str | None
    token: str | None
    secret: str | None
    template: Mapping[str, Any] | None
    kind: Required[ConnectionKind]
