"""What `usage` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from typing import TypedDict

Usage = TypedDict(
    "Usage",
    {
        "series": "list[UsagePoint]",
        "quota": "UsageQuota",
        "pace": "UsagePace",
        "as_of": "str | None",
        "from": "str",
        "to": "str",
        "total": "UsageTotal",
    },
)


class UsagePace(TypedDict):
    requests_per_hour: float | None
    runs_out_at: str | None


class UsagePoint(TypedDict):
    requests: int
    ok: int
    client_errors: int
    server_errors: int
    items: int
    bytes_in: int
    bytes_out: int
    seconds: float
    slowest_seconds: float
    at: str
    group: str | None


class UsageQuota(TypedDict):
    tier: str
    requests: UsageQuotaOfRequests


class UsageQuotaOfRequests(TypedDict):
    limit: int | None
    used: int | None
    remaining: int | None
    resets_at: str | None


class UsageTotal(TypedDict):
    requests: int
    ok: int
    client_errors: int
    server_errors: int
    items: int
    bytes_in: int
    bytes_out: int
    seconds: float
    slowest_seconds: float
