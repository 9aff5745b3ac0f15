"""What stands in a JSON Schema that has to be looked at before it is used: references, expressions, names."""

from dataclasses import dataclass, field
from typing import Any

from evalplatform.exact_json import escape_key

_DATA = frozenset(("const", "enum", "default", "examples", "example"))  # values, and no schemas, whatever they look like
_BY_NAME = frozenset(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"))
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")


@dataclass
class Found:
    """References, expressions and where they stand; `names` are identifiers of parts; of others the first place, or None."""

    references: dict[str, str] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    patterns_of_keys: bool = False
    names: set[str] = field(default_factory=set)
    unevaluated: str | None = None
    dialect: str | None = None


def walk(schema: Any) -> Found:
    """All of it, without recursion."""
    found = Found()
    waiting: list[tuple[str, Any]] = [("", schema)]
    while waiting:
        pointer, one = waiting.pop()
        if isinstance(one, list):
            waiting.extend((f"{pointer}/{index}", inner) for index, inner in enumerate(one))
        elif isinstance(one, dict):
            _note(one, pointer, found)
            waiting.extend(_below(one, pointer))
    return found


def _below(schema: dict[str, Any], pointer: str) -> list[tuple[str, Any]]:
    """Names of properties are no keywords, so the objects that hold them are passed over."""
    below: list[tuple[str, Any]] = []
    for key, value in schema.items():
        at = f"{pointer}/{escape_key(key)}"
        if key in _BY_NAME and isinstance(value, dict):
            below.extend((f"{at}/{escape_key(name)}", inner) for name, inner in value.items())
        elif key not in _DATA:
            below.append((at, value))
    return below


def _note(schema: dict[str, Any], pointer: str, found: Found) -> None:
    for key in _REFERENCES:
        if isinstance(value := schema.get(key), str):
            found.references.setdefault(value, f"{pointer}/{key}")
    for key in ("$id", "id"):
        if isinstance(value := schema.get(key), str):
            found.names.add(value)
    if isinstance(value := schema.get("pattern"), str):
        found.patterns.setdefault(value, f"{pointer}/pattern")
    _note_rare(schema, pointer, found)


def _note_rare(schema: dict[str, Any], pointer: str, found: Found) -> None:
    if isinstance(value := schema.get("patternProperties"), dict):
        found.patterns_of_keys = found.patterns_of_keys or bool(value)
        for one in value:
            found.patterns.setdefault(one, f"{pointer}/patternProperties/{escape_key(one)}")
    for key in _UNEVALUATED:
        if key in schema:
            found.unevaluated = f"{pointer}/{key}" if found.unevaluated is None else found.unevaluated
    if pointer and "$schema" in schema and found.dialect is None:
        found.dialect = f"{pointer}/$schema"
