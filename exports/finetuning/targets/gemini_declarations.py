"""Declares tools as Gemini wants them: OpenAI's JSON Schema becomes the Schema of Vertex AI.

A keyword that Schema lacks is rejected, not dropped; but `strict` is a setting of OpenAI's API, and left out.
"""

from collections.abc import Callable, Sequence
from typing import Any

from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import reject
from exports.finetuning.targets import checks
from exports.finetuning.targets.gemini_tools import KEYWORDS, TYPES

MAX_DEPTH = 60

_SAYS_NOTHING = ("$schema", "$id", "$comment")  # of the values
_OF_NOTHING = {"type", "properties", "required", "additionalProperties", *_SAYS_NOTHING}


def declared(tools: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The line's `tools`. A function without parameters has none, as Google wants it. Raises Rejected."""
    declarations = []
    for number, tool in enumerate(tools):
        pointer = f"/tools/0/functionDeclarations/{number}"
        function = tool.get("function")
        if not isinstance(function, dict):
            raise reject("unsupported_schema", pointer, "Only tools that are functions can be declared.")
        made = {key: function[key] for key in ("name", "description") if function.get(key) is not None}
        parameters = function.get("parameters")
        if isinstance(parameters, dict) and not _takes_nothing(parameters):
            made["parameters"] = _schema(parameters, f"{pointer}/parameters")
        declarations.append(made)
    return [{"functionDeclarations": declarations}]


def _takes_nothing(parameters: dict[str, Any]) -> bool:
    return not parameters.get("properties") and parameters.keys() <= _OF_NOTHING


def _schema(found: Any, pointer: str, depth: int = 1) -> dict[str, Any]:
    if type(found) is not dict:
        raise _refused(pointer, f"a schema is an object, not {checks.kind(found)}")
    if depth > MAX_DEPTH:
        raise _refused(pointer, f"this is nested deeper than {MAX_DEPTH} levels")
    made: dict[str, Any] = {}
    for key, value in found.items():
        if key in _INNER_FORMS:
            name, convert = _INNER_FORMS[key]
            made[name] = convert(value, f"{pointer}/{name}", depth + 1)
        elif key in _FORMS:
            made.update(_FORMS[key](value, f"{pointer}/{key}"))
        elif key not in _SAYS_NOTHING:
            if key not in KEYWORDS:
                raise _refused(f"{pointer}/{escape_key(key)}", f"it has no {key!r}")
            made[key] = value
    return made


def _schemas(found: Any, pointer: str, depth: int) -> dict[str, Any]:
    if type(found) is not dict:
        raise _refused(pointer, f"this is an object of schemas, not {checks.kind(found)}")
    return {key: _schema(value, f"{pointer}/{escape_key(key)}", depth) for key, value in found.items()}


def _alternatives(found: Any, pointer: str, depth: int) -> list[Any]:
    if type(found) is not list:
        raise _refused(pointer, f"this is a list of schemas, not {checks.kind(found)}")
    return [_schema(value, f"{pointer}/{number}", depth) for number, value in enumerate(found)]


def _additional(found: Any, pointer: str, depth: int) -> Any:
    return found if type(found) is bool else _schema(found, pointer, depth)


def _type(found: Any, pointer: str) -> dict[str, Any]:
    """A list of a type and null is that type, nullable."""
    names = found if type(found) is list else [found]
    others = [name for name in names if name != "null"] or names
    if len(others) != 1 or type(others[0]) is not str or others[0].upper() not in TYPES:
        raise _refused(pointer, f"its types are {', '.join(TYPES)}, one at a time")
    made = {"type": others[0].upper()}
    return made if len(names) == len(others) else {**made, "nullable": True}


def _reference(found: Any, pointer: str) -> dict[str, Any]:
    if type(found) is not str or not found.startswith("#/$defs/"):
        raise _refused(pointer, "a reference begins with #/$defs/")
    return {"ref": found.replace("$defs", "defs", 1)}


def _constant(found: Any, pointer: str) -> dict[str, Any]:
    if type(found) is not str:
        raise _refused(pointer, "a constant is a text")
    return {"enum": [found]}


_INNER_FORMS: dict[str, tuple[str, Callable[[Any, str, int], Any]]] = {
    "items": ("items", _schema),
    "properties": ("properties", _schemas),
    "$defs": ("defs", _schemas),
    "anyOf": ("anyOf", _alternatives),
    "additionalProperties": ("additionalProperties", _additional),
}
_FORMS: dict[str, Callable[[Any, str], dict[str, Any]]] = {"type": _type, "$ref": _reference, "const": _constant}


def _refused(pointer: str, what: str) -> Exception:
    return reject("unsupported_schema", pointer, f"The parameters cannot be said in Gemini's Schema: {what}.")
