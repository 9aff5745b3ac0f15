"""What `endpoints` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import NullEnum

EndpointChangeStateEnum: TypeAlias = Literal["active", "paused"]
EndpointKind: TypeAlias = Literal["standard", "slack", "discord", "teams", "email"]
EndpointState: TypeAlias = Literal["active", "paused", "disabled"]


class Endpoint(TypedDict):
    """An endpoint. Of its headers only the names are shown, and of the address of a chat only the host."""

    id: str
    kind: EndpointKind
    description: str
    url: str
    recipients: list[str]
    event_types: list[str]
    filter: dict[str, list[Any]]
    headers: list[str]
    payload_version: int
    state: EndpointState
    reason: str
    former_secret_until: str | None
    failing_since: str | None
    last_success_at: str | None
    last_failure_at: str | None
    last_error: str
    created_at: str
    updated_at: str


class EndpointChange(TypedDict, total=False):
    """What is to change. Lists and objects are replaced as a whole; another host needs the headers again."""

    url: str | None
    recipients: Sequence[str] | None
    description: str | None
    event_types: Sequence[str] | None
    filter: Mapping[str, Sequence[Any]] | None
    headers: Mapping[str, str] | None
    payload_version: int | None
    state: EndpointChangeStateEnum | NullEnum


class EndpointMade(TypedDict):
    """An endpoint with its secret, which no other answer shows."""

    id: str
    kind: EndpointKind
    description: str
    url: str
    recipients: list[str]
    event_types: list[str]
    filter: dict[str, list[Any]]
    headers: list[str]
    payload_version: int
    state: EndpointState
    reason: str
    former_secret_until: str | None
    failing_since: str | None
    last_success_at: str | None
    last_failure_at: str | None
    last_error: str
    created_at: str
    updated_at: str
    secret: str


class EndpointPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Endpoint]


class EndpointRequest(TypedDict, total=False):
    """Where the project wants to be told of its events."""

    url: str | None
    recipients: Sequence[str] | None
    description: str | None
    event_types: Sequence[str] | None
    filter: Mapping[str, Sequence[Any]] | None
    headers: Mapping[str, str] | None
    payload_version: int | None
    kind: Required[EndpointKind]
    secret: str | None


class Recovered(TypedDict):
    deliveries: int
    has_more: bool


class RecoveryRequest(TypedDict, total=False):
    since: Required[str]


class RotationRequest(TypedDict, total=False):
    secret: str | None
    overlap_seconds: int | None
