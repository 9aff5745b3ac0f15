"""What a key can be allowed to do. There are no wildcards: a key has the scopes that it names."""

from collections.abc import Mapping
from types import MappingProxyType

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "traces:read": "list and read traces",
        "traces:write": "send traces and scores",
        "traces:delete": "delete traces",
        "exports:read": "see exports and download their files",
        "exports:write": "request and cancel exports",
        "jobs:read": "see jobs of all kinds and what analyses found",
        "jobs:write": "request and cancel jobs; with exports:write exports, with traces:read analyses, with traces:delete cleanups",
        "destinations:read": "see destinations, and with exports:write send exports to them",
        "destinations:write": "make, change, test and delete destinations",
        "schedules:read": "see schedules of exports",
        "schedules:write": "pause and delete schedules; with exports:write also make, change and run them",
    }
)
