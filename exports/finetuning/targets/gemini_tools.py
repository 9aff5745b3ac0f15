"""Checks the tools of a Gemini line: functions with parameters in the keywords of Vertex AI's Schema.

Source: the classes FunctionDeclaration and Schema of the Vertex AI API v1.
"""

import re
from collections.abc import Callable
from typing import Any

from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import Breach
from exports.finetuning.targets import checks

NAME = r"[A-Za-z_][A-Za-z0-9_.\-]{0,63}"
TYPES = ("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL")

_TEXTS = ("title", "description", "format", "pattern", "ref")
_COUNTS = ("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength")
_NUMBERS = ("minimum", "maximum")
_LISTS = ("required", "enum", "propertyOrdering")
_ANY = ("default", "example")
_INNER = ("items", "properties", "anyOf", "additionalProperties", "defs")
KEYWORDS = frozenset((*_TEXTS, *_COUNTS, *_NUMBERS, *_LISTS, *_ANY, *_INNER, "type", "nullable"))

_NAME = re.compile(NAME)
_DECLARATION = ("name", "description", "parameters")


def check_tools(tools: Any, found: list[Breach]) -> None:
    """What is wrong with the line's `tools`."""
    if not checks.is_list(tools, "/tools", found):
        return
    names: set[str] = set()
    for position, tool in enumerate(tools):
        pointer, key = f"/tools/{position}", "functionDeclarations"
        whole = checks.is_object(tool, pointer, found, needed=(key,), known=(key,)) and key in tool
        if whole and checks.is_list(tool[key], f"{pointer}/{key}", found):
            for number, declaration in enumerate(tool[key]):
                _check_declaration(declaration, f"{pointer}/{key}/{number}", names, found)


def check_name(name: Any, pointer: str, found: list[Breach]) -> bool:
    if checks.is_text(name, pointer, found) and _NAME.fullmatch(name):
        return True
    if type(name) is str:
        message = "A function's name begins with a letter or _ and has at most 64 letters, digits, full stops, _ and -."
        found.append(Breach("bad_function_name", pointer, message))
    return False


def schema() -> dict[str, Any]:
    """JSON Schema of `tools`; the line's schema has `parameter` among its $defs."""
    declaration = {"name": {"type": "string", "pattern": f"^{NAME}$"}, "description": {"type": "string"}, "parameters": _REFERENCE}
    declarations = {"type": "array", "items": checks.closed(declaration, "name")}
    return {"type": "array", "items": checks.closed({"functionDeclarations": declarations}, "functionDeclarations")}


_REFERENCE: dict[str, Any] = {"$ref": "#/$defs/parameter"}


def parameter_schema() -> dict[str, Any]:
    """JSON Schema of a Schema."""
    several = {"type": "object", "additionalProperties": _REFERENCE}
    return checks.closed(
        {
            "type": {"enum": list(TYPES)},
            **dict.fromkeys(_TEXTS, {"type": "string"}),
            **dict.fromkeys(_COUNTS, {"type": "integer"}),
            **dict.fromkeys(_NUMBERS, {"type": "number"}),
            **dict.fromkeys(_LISTS, {"type": "array", "items": {"type": "string"}}),
            **dict.fromkeys(_ANY, True),
            "nullable": {"type": "boolean"},
            "items": _REFERENCE,
            "properties": several,
            "defs": several,
            "anyOf": {"type": "array", "items": _REFERENCE},
            "additionalProperties": {"anyOf": [{"type": "boolean"}, _REFERENCE]},
        }
    )


def _check_declaration(declaration: Any, pointer: str, names: set[str], found: list[Breach]) -> None:
    if not checks.is_object(declaration, pointer, found, needed=("name",), known=_DECLARATION):
        return
    if "name" in declaration and check_name(declaration["name"], f"{pointer}/name", found):
        if declaration["name"] in names:
            found.append(Breach("duplicate_function", f"{pointer}/name", f"{declaration['name']} is declared twice."))
        names.add(declaration["name"])
    if "description" in declaration:
        checks.is_text(declaration["description"], f"{pointer}/description", found)
    if "parameters" in declaration:
        _check_schema(declaration["parameters"], f"{pointer}/parameters", found)


def _check_schema(top: Any, at: str, found: list[Breach]) -> None:
    """Goes through the schema without recursion, since nothing says how deep a line is."""
    waiting: list[tuple[Any, str]] = [(top, at)]
    while waiting:
        value, pointer = waiting.pop()
        if type(value) is not dict:
            found.append(Breach("unsupported_schema", pointer, f"A schema is an object, not {checks.kind(value)}."))
            continue
        inner: list[tuple[Any, str]] = []
        for key, one in value.items():
            place = f"{pointer}/{escape_key(key)}"
            if not _is_fit(key, one):
                found.append(Breach("unsupported_schema", place, f"Gemini's Schema has no {key!r} like this."))
            else:
                inner.extend(_inner(key, one, place))
        waiting.extend(reversed(inner))


def _is_fit(key: str, value: Any) -> bool:
    fits = _FITS.get(key)
    return fits is not None and fits(value)


def _are_texts(value: Any) -> bool:
    return type(value) is list and all(type(one) is str for one in value)


def _is_whole(value: Any) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


_FITS: dict[str, Callable[[Any], bool]] = {
    "type": lambda value: type(value) is str and value in TYPES,
    "nullable": lambda value: type(value) is bool,
    "items": lambda value: type(value) is dict,
    "properties": lambda value: type(value) is dict,
    "defs": lambda value: type(value) is dict,
    "anyOf": lambda value: type(value) is list,
    "additionalProperties": lambda value: type(value) in (bool, dict),
    **dict.fromkeys(_TEXTS, lambda value: type(value) is str),
    **dict.fromkeys(_COUNTS, _is_whole),
    **dict.fromkeys(_NUMBERS, lambda value: type(value) in (int, float)),
    **dict.fromkeys(_LISTS, _are_texts),
    **dict.fromkeys(_ANY, lambda value: True),
}


def _inner(key: str, value: Any, pointer: str) -> list[tuple[Any, str]]:
    if key == "items" or (key == "additionalProperties" and type(value) is dict):
        return [(value, pointer)]
    if key in ("properties", "defs"):
        return [(one, f"{pointer}/{escape_key(name)}") for name, one in value.items()]
    if key == "anyOf":
        return [(one, f"{pointer}/{number}") for number, one in enumerate(value)]
    return []
