"""Bodies in which null is as good as a key that is not there, for the OpenAPI document."""

from typing import Any

NULL_IS_NOTHING = "x-null-is-nothing"  # a mark while the document is made; enumerations get their names after components


def allow(schemas: dict[str, Any]) -> None:
    """Null for each key that may be left out, in the components that are marked."""
    for schema in schemas.values():
        if schema.pop(NULL_IS_NOTHING, False):
            for name, held in schema["properties"].items():
                if name not in schema.get("required", ()):
                    schema["properties"][name] = _or_null(held)


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    match schema:
        case {"type": str(one)}:
            return {**schema, "type": [one, "null"]}
        case {"$ref": _}:
            return {"oneOf": [schema, {"type": "null"}]}
        case {"allOf": [{"$ref": _} as held], **others}:
            return {"oneOf": [held, {"type": "null"}], **others}
    return schema
