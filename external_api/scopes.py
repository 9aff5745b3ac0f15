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
    }
)
