"""Headers of answers, for the OpenAPI document: which there are, and which answers have them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


def _header(description: str, *, type: str = "string", required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"description": description, **({"required": True} if required else {}), "schema": {"type": type, **schema}}


HEADERS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "X-Request-Id": _header("the request's own `X-Request-Id` where it is a sane one, else a new one", required=True),
        "RateLimit-Policy": _header('each limit that counts this call: `"hour";q=1000;w=3600`; none for a caller without limits'),
        "RateLimit": _header('what is left of each, and in how many seconds it begins anew: `"hour";r=999;t=1780`'),
        "X-RateLimit-Limit": _header("calls an hour", type="integer"),
        "X-RateLimit-Remaining": _header("calls left in this hour", type="integer"),
        "X-RateLimit-Reset": _header("when the hour ends, as a Unix time", type="integer"),
        "Retry-After": _header("seconds", type="integer", required=True),
        "WWW-Authenticate": _header("how to say who one is", required=True),
        "ETag": _header("changes whenever the object does; for `If-None-Match`", required=True),
        "Location": _header("where the new object is", required=True, format="uri-reference"),
        "Idempotent-Replayed": _header("`true`: this is the answer to the first call with this Idempotency-Key"),
    }
)
_LIMITS = tuple(name for name in HEADERS if "RateLimit" in name)
_BY_STATUS = {"401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}


def of(status: str, operation: dict[str, Any], *, method: str) -> dict[str, Any]:
    """Those of one answer of an operation, as references."""
    guarded = bool(operation.get("security"))
    names = ["X-Request-Id", *_BY_STATUS.get(status, ())]
    if guarded and status in ("201", "202"):
        names.append("Location")
    if guarded and status != "401":
        names += _LIMITS
    if guarded and method == "post" and status[0] == "2":
        names.append("Idempotent-Replayed")
    if is_tagged(operation) and status in ("200", "304"):
        names.append("ETag")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def is_tagged(operation: dict[str, Any]) -> bool:
    return any(one["in"] == "header" and one["name"] == "If-None-Match" for one in operation.get("parameters", ()))
