"""Checks that a line has the form of its template, and that what the model should learn is not empty."""

from typing import Any

from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import Breach
from exports.finetuning.targets import checks
from exports.finetuning.targets.checks import Features, Rules
from exports.finetuning.targets.custom_template import Mixed, Whole
from exports.finetuning.targets.custom_values import PLACEHOLDERS, SCHEMAS

RULES: Rules = (
    ("not_an_object", checks.OBJECT),
    ("missing_key", "The keys of the template are there."),
    ("unknown_key", "There are no keys beside those of the template."),
    ("wrong_type", "Each value has the type of its placeholder."),
    ("wrong_length", "A list of the template keeps its length."),
    ("wrong_value", "What is no placeholder stands in the line as in the template."),
    ("empty_value", "No placeholder but system and tools stands for nothing."),
)


def check(line: Any, body: dict[str, Any]) -> list[Breach]:
    """What in the line is not as the template has it."""
    found: list[Breach] = []
    _check(line, body, "", found)
    return found


def schema(body: Any) -> dict[str, Any]:
    """JSON Schema of what the template gives."""
    kind = type(body)
    if kind is dict:
        return checks.closed({key: schema(value) for key, value in body.items()}, *body)
    if kind is list:
        inner = [schema(value) for value in body]
        return {"type": "array", "minItems": len(body), "maxItems": len(body), **({"prefixItems": inner} if inner else {})}
    if kind is Mixed:
        return {"type": "string"}
    if kind is Whole:
        least = {"messages": "minItems", "text": "minLength"}.get(PLACEHOLDERS[body.name].kind)
        may_be_empty = least is None or PLACEHOLDERS[body.name].may_be_empty
        return SCHEMAS[PLACEHOLDERS[body.name].kind] | ({} if may_be_empty else {str(least): 1})
    return {"const": body}


def features(body: dict[str, Any]) -> Features:
    """The template's columns: texts and truth values by their type, all else as JSON."""
    return tuple({"name": key, **_feature(value)} for key, value in body.items())


def _feature(body: Any) -> dict[str, Any]:
    kind = PLACEHOLDERS[body.name].kind if type(body) is Whole else checks.kind("" if type(body) is Mixed else body).split()[-1]
    if kind in ("messages", "tools"):
        return {"list": "json"}
    return {"dtype": {"text": "string", "boolean": "bool"}.get(kind, "json")}


def _check(value: Any, body: Any, pointer: str, found: list[Breach]) -> None:
    kind = type(body)
    if kind is dict:
        _check_object(value, body, pointer, found)
    elif kind is list:
        _check_list(value, body, pointer, found)
    elif kind is Whole:
        _check_placeholder(value, body.name, pointer, found)
    elif kind is Mixed:
        _check_mixed(value, body, pointer, found)
    elif type(value) is not kind or value != body:
        found.append(Breach("wrong_value", pointer, f"The template has {checks.shown(body)} here, not {checks.shown(value)}."))


def _check_object(value: Any, body: dict[str, Any], pointer: str, found: list[Breach]) -> None:
    if checks.is_object(value, pointer, found, needed=body, known=body):
        for key, inner in body.items():
            if key in value:
                _check(value[key], inner, f"{pointer}/{escape_key(key)}", found)


def _check_list(value: Any, body: list[Any], pointer: str, found: list[Breach]) -> None:
    if not checks.is_list(value, pointer, found):
        return
    if len(value) != len(body):
        found.append(Breach("wrong_length", pointer, f"The template has {len(body)} values here, not {len(value)}."))
    for number, (one, inner) in enumerate(zip(value, body, strict=False)):
        _check(one, inner, f"{pointer}/{number}", found)


def _check_placeholder(value: Any, name: str, pointer: str, found: list[Breach]) -> None:
    kind = PLACEHOLDERS[name].kind
    if kind == "boolean":
        if type(value) is not bool:
            found.append(Breach("wrong_type", pointer, f"This must be true or false, not {checks.kind(value)}."))
        return
    if not (checks.is_text if kind == "text" else checks.is_list)(value, pointer, found):
        return
    if not value and not PLACEHOLDERS[name].may_be_empty:
        found.append(Breach("empty_value", pointer, f"${{{name}}} stands for nothing here."))
    if kind != "text":
        needed = ("role",) if kind == "messages" else ()
        for number, one in enumerate(value):
            checks.is_object(one, f"{pointer}/{number}", found, needed=needed, known=one if type(one) is dict else ())


def _check_mixed(value: Any, body: Mixed, pointer: str, found: list[Breach]) -> None:
    if not checks.is_text(value, pointer, found):
        return
    first, last = body.pieces[0], body.pieces[-1]
    if (type(first) is str and not value.startswith(first)) or (type(last) is str and not value.endswith(last)):
        found.append(Breach("wrong_value", pointer, "This text does not begin or end as the template's."))
