"""The columns of a target's lines as Croissant has them, from the JSON Schema of a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_KINDS = {"string": "sc:Text", "boolean": "sc:Boolean", "integer": "sc:Integer", "number": "sc:Float"}


@dataclass(frozen=True)
class Column:
    """`kind` is a Croissant data type. Of a list of objects, `inner` has their keys; empty where an object is shown as a whole."""

    name: str
    kind: str = "sc:Text"
    repeated: bool = False
    inner: tuple["Column", ...] = ()


def columns(schema: Schema) -> tuple[Column, ...]:
    """The columns that every line has, by the schema's `required`: mlcroissant cannot read a column that a file lacks."""
    properties = schema.get("properties") or {}
    return tuple(_column(name, _resolved(properties.get(name), schema), schema) for name in schema.get("required") or ())


def _column(name: str, found: Schema, schema: Schema) -> Column:
    if found.get("type") != "array":
        return Column(name, _kind(found))
    items = _resolved(found.get("items"), schema)
    return Column(name, _kind(items), repeated=True, inner=_inner(items, schema))


def _inner(items: Schema, schema: Schema) -> tuple[Column, ...]:
    """Keys that each form of the objects knows and that can be a text or a number; none where one of those that must be there cannot."""
    forms = [one.get("properties") or {} for one in _forms(items, schema)]
    known = [name for name in forms[0] if all(name in form for form in forms)]
    plain = [name for name in known if all(_is_plain(form[name], schema) for form in forms)]
    if any(name not in plain for one in _forms(items, schema) for name in one.get("required") or () if name in known):
        return ()
    return tuple(Column(name, _kind(_resolved(forms[0][name], schema))) for name in plain)


def _forms(found: Schema, schema: Schema) -> list[Schema]:
    if "properties" in found:
        return [found]
    return [_resolved(one, schema) for one in found.get("anyOf") or found.get("oneOf") or [found]]


def _is_plain(found: Any, schema: Schema) -> bool:
    """Whether one of its forms is a text, a number, true or false."""
    forms = _forms(_resolved(found, schema), schema)
    return any(_kinds(one) & _KINDS.keys() or "enum" in one or "const" in one for one in forms)


def _kind(found: Schema) -> str:
    """What has several types, and what is nested, is a text here: Croissant has no type for it."""
    kinds = _kinds(found)
    return _KINDS.get(kinds.pop(), "sc:Text") if len(kinds) == 1 else "sc:Text"


def _kinds(found: Schema) -> set[str]:
    kind = found.get("type")
    return {kind} if isinstance(kind, str) else {one for one in kind or () if one != "null"}


def _resolved(found: Any, schema: Schema) -> Schema:
    """With a reference into `$defs` followed, once: a schema that goes round in circles ends here."""
    if not isinstance(found, Mapping):
        return {}
    place = found.get("$ref")
    if not isinstance(place, str):
        return found
    target = (schema.get("$defs") or {}).get(place.rpartition("/")[2])
    return target if isinstance(target, Mapping) else {}
