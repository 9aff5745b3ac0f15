"""Python's names for the types of JSON Schema."""

from collections.abc import Iterator
from typing import Any

PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def type_of(schema: dict[str, Any], *, sent: bool = False) -> str:
    """As it is written in an annotation; of what is `sent` any sequence will do for a list."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("oneOf", "anyOf", "allOf"):
        if len(of := schema.get(key, [])) == 1 or (of and key != "allOf" and "type" not in schema):
            return _any_of([type_of(one, sent=sent) for one in of])
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(map(repr, schema.get('enum', [schema.get('const')])))}]"
    kinds = schema.get("type", [])
    return _any_of([_of_kind(kind, schema, sent) for kind in ([kinds] if isinstance(kinds, str) else kinds)]) or "Any"


def _any_of(names: list[str]) -> str:
    one_of_each = list(dict.fromkeys(names))
    return "Any" if "Any" in one_of_each else " | ".join(one_of_each)


def _of_kind(kind: str, schema: dict[str, Any], sent: bool) -> str:
    if kind == "array":
        return f"{'Sequence' if sent else 'list'}[{type_of(schema.get('items', {}), sent=sent)}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        value = type_of(values, sent=sent) if isinstance(values, dict) and "properties" not in schema else "Any"
        return f"{'Mapping' if sent else 'dict'}[str, {value}]"
    return PLAIN[kind]


def names_in(schema: Any) -> Iterator[str]:
    """Of all schemas that this one names."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for value in schema.values():
            yield from names_in(value)
    elif isinstance(schema, list | tuple):
        for value in schema:
            yield from names_in(value)


def reachable(start: Any, schemas: dict[str, Any]) -> set[str]:
    """Names of the schemas that `start` names, and of those that they name, to the end."""
    found: set[str] = set()
    waiting = list(names_in(start))
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting.extend(names_in(schemas[name]))
    return found
