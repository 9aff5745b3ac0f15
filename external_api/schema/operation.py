"""One operation of the OpenAPI document, as far as it follows from the view, its scopes and its path."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter, PolymorphicProxySerializer

from external_api.answers import is_tagged
from external_api.permissions import AnyOf, needed_scopes
from external_api.schema import security  # noqa: F401 (drf-spectacular finds its classes once it is imported)
from external_api.schema.nulls import NULL_IS_NOTHING

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="any text, such as a UUID, one for each call: sent again with the same key, a call is answered as the first time and "
    "done once. Keys live for 24 hours.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="an ETag of an answer before; 304 when the object is still that one"
)
_CLAUSE = re.compile(r"(.+?)(?:[.;:](?:\s|$)|$)", re.DOTALL)
_SENT = re.compile(r"(?:Request)+$")
_CHANGE = re.compile(r"^Patched(\w+?)(?:Change)?(?:Request)+$")


class Operation(AutoSchema):
    """Components are named after serializers: what is sent ends in `Request`, what changes something in `Change`, a page in `Page`.

    An answer has all its keys, but for those that `Meta.may_lack` names. In a body a key that is unknown is refused, but where
    `Meta.ignores_unknown` says otherwise, and with `Meta.null_is_nothing` null is as good as a key that is not there.
    """

    def get_summary(self) -> str:
        """The first clause of the description."""
        found = _CLAUSE.match(self.get_description())
        return " ".join(found[1].split()) if found else ""

    def get_tags(self) -> list[str]:
        return [tag_of(self.path)]

    def get_extensions(self) -> dict[str, Any]:
        if not self._is_guarded():
            return {}
        needed = needed_scopes(self.view, self.method)
        return {"x-scopes": list(needed), **({"x-any-scope": True} if isinstance(needed, AnyOf) else {})}

    def get_override_parameters(self) -> list[Any]:
        found = list(super().get_override_parameters())
        if self._is_guarded() and self.method == "POST":
            found.append(IDEMPOTENCY_KEY)
        if self.method == "GET" and is_tagged(self.path):
            found.append(IF_NONE_MATCH)
        return found

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def _get_request_body(self, direction: Direction = "request") -> Any:
        found = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        if found and isinstance(self.get_request_serializer(), PolymorphicProxySerializer):
            found["required"] = True  # drf-spectacular looks for required fields, and such a body has none of its own
        return found

    def _get_serializer_name(self, serializer: Any, direction: Direction, bypass_extensions: bool = False) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        if direction == "response":
            return name
        return _CHANGE.sub(r"\1Change", name) if name.startswith("Patched") else _SENT.sub("Request", name)

    def _postprocess_serializer_schema(self, schema: dict[str, Any], serializer: Any, direction: Direction) -> dict[str, Any]:
        found: dict[str, Any] = super()._postprocess_serializer_schema(schema, serializer, direction)  # type: ignore[no-untyped-call]
        meta = getattr(serializer, "Meta", None)
        if found.get("type") != "object":
            return found
        if direction == "request":
            found |= {} if getattr(meta, "ignores_unknown", False) else {"additionalProperties": False}
            found |= {NULL_IS_NOTHING: True} if getattr(meta, "null_is_nothing", False) else {}
        if direction == "response" and (always := sorted(found.get("properties", {}).keys() - set(getattr(meta, "may_lack", ())))):
            found["required"] = always
        return found

    def _is_guarded(self) -> bool:
        return bool(self.view.get_authenticators())


def tag_of(path: str) -> str:
    """What an address is about: `/api/external/traces/{id}` about traces, `/api/exports/schedules` about schedules."""
    parts = [part for part in path.split("/") if part and "{" not in part][1:]
    is_nested = len(parts) > 1 and (parts[0] in ("external", "integrations") or parts[1] in ("schedules", "destinations"))
    return parts[1] if is_nested else parts[0]
