"""The body of failures as a component of the OpenAPI document, and in words when each status comes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

NAME = "Problem"
MEDIA_TYPE = "application/problem+json"
SCHEMAS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        NAME: {
            "type": "object",
            "description": "RFC 9457. `code` is stable, `detail` is for people. Some codes come with more keys.",
            "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
            "properties": {
                "type": {"type": "string", "format": "uri", "examples": ["urn:evalplatform:problem:not_found"]},
                "title": {"type": "string"},
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": {"type": "string"},
                "instance": {"type": "string", "format": "uri-reference", "description": "the path that was called"},
                "code": {
                    "type": "string",
                    "pattern": "^[a-z0-9_]+$",
                    "examples": ["not_found"],
                    "description": "docs/errors.md has them all",
                },
                "request_id": {"type": "string", "description": "also in the header `X-Request-Id` and in the server's log"},
                "errors": {
                    "type": "array",
                    "description": "where the request is wrong",
                    "items": {"$ref": "#/components/schemas/FieldProblem"},
                },
            },
        },
        "FieldProblem": {
            "type": "object",
            "required": ["pointer", "detail", "code"],
            "properties": {
                "pointer": {"type": "string", "description": "RFC 6901, into the body, or / and the query parameter's name"},
                "detail": {"type": "string"},
                "code": {"type": "string"},
            },
        },
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "400": "the request cannot be read, or breaks a rule that `errors` points to",
        "401": "nobody is signed in: no key or token, or one that is unknown, revoked or expired",
        "403": "the key or the role lacks the scope, or the key may not be used from here",
        "404": "it is not there, or not in this project",
        "405": "the path does not know this method; `Allow` says which it knows",
        "409": "it is not in a state for this, or the Idempotency-Key is in use",
        "410": "it was here, and is no more",
        "413": "the body is too large",
        "415": "the body is of a type, or packed in a way, that is not read here",
        "422": "the Idempotency-Key was used for another request",
        "429": "a limit is used up; see Retry-After",
        "500": "our fault; the log says more under the request's id",
        "503": "the server cannot answer now; see Retry-After",
        "505": "HTTP/1.0 cannot carry this answer",
    }
)
REFERENCE: dict[str, Any] = {"$ref": f"#/components/schemas/{NAME}"}


def answer(status: str, description: str = "") -> dict[str, Any]:
    """A failure as an entry of `responses`."""
    return {"description": description or REASONS[status], "content": {MEDIA_TYPE: {"schema": REFERENCE}}}
