"""What drf-spectacular cannot know by itself: our two headers for a key, and the failures that every operation shares."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

MEDIA_TYPE = "application/problem+json"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, `detail` is for people.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:evalplatform:problem:not_found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "the path that was called"},
        "code": {"type": "string", "examples": ["not_found"]},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "where the request is wrong",
            "items": {
                "type": "object",
                "required": ["pointer", "detail", "code"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901, into the body, or / and the query parameter's name"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
_REASONS = {
    "400": "the request cannot be read, or breaks a rule that `errors` points to",
    "401": "no key, or one that is unknown, revoked or expired",
    "403": "the key lacks the scope",
    "404": "it is not there, or not in this project",
    "413": "the body is too large",
    "415": "the body is not JSON",
    "503": "the database does not answer; see Retry-After",
}


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "external_api.authentication.ApiKeyAuthentication"
    name = ["apiKey", "apiKeyHeader"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]  # either header does

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        return [
            {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Api-Key` and the key"},
            {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the key alone"},
        ]


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular: the failures that each operation can answer with, where it does not say so itself."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    body = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in result["paths"].items():
        for operation in operations.values():
            for status in _statuses(path, operation):
                operation["responses"].setdefault(status, {"description": _REASONS[status], "content": body})
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _statuses(path: str, operation: dict[str, Any]) -> list[str]:
    statuses = ["503"]
    if "requestBody" in operation:
        statuses += ["400", "413", "415"]
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
        statuses.append("400")
    if any(operation.get("security", ())):
        statuses += ["401", "403"]
    if "{" in path:
        statuses.append("404")
    return statuses
