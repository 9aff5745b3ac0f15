"""Checks of JSON values that several targets make; what is wrong goes to a list of breaches."""

from collections.abc import Collection
from typing import Any

from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import Breach

Rules = tuple[tuple[str, str], ...]  # name and sentence

# The columns as `datasets` of Hugging Face is to read them, as the data card lists them under dataset_info. Without this it takes the
# types from the first 10 MB, stops at rows that differ from those, and makes dates of texts that look like such. A column of texts is
# never "json": there "12" would become a number.
Features = tuple[dict[str, Any], ...]

OBJECT = "A line is an object."
MISSING = "Keys that are needed are there."
UNKNOWN = "There is no key that the target does not know."
TYPE = "Each value has the type that the target reads."
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def is_object(value: Any, pointer: str, found: list[Breach], *, needed: Collection[str], known: Collection[str]) -> bool:
    """Whether the value is an object, whose keys are then checked too."""
    if type(value) is not dict:
        rule = "wrong_type" if pointer else "not_an_object"
        found.append(Breach(rule, pointer, f"This must be an object, not {kind(value)}."))
        return False
    found.extend(Breach("missing_key", f"{pointer}/{key}", f"{key} is missing.") for key in needed if key not in value)
    for key in value:
        if key not in known:
            message = f"The target does not know the key {key!r}; it knows {', '.join(known)}."
            found.append(Breach("unknown_key", f"{pointer}/{escape_key(key)}", message))
    return True


def is_list(value: Any, pointer: str, found: list[Breach]) -> bool:
    if type(value) is list:
        return True
    found.append(Breach("wrong_type", pointer, f"This must be a list, not {kind(value)}."))
    return False


def is_text(value: Any, pointer: str, found: list[Breach]) -> bool:
    if type(value) is str:
        return True
    found.append(Breach("wrong_type", pointer, f"This must be a text, not {kind(value)}."))
    return False


def is_word(value: Any, pointer: str, found: list[Breach], *, rule: str) -> bool:
    """Whether the value is a text that is not empty; `rule` is what an empty one breaks."""
    if not is_text(value, pointer, found):
        return False
    if not value:
        found.append(Breach(rule, pointer, "This text is empty."))
    return bool(value)


def is_one_of(value: Any, choices: Collection[str], pointer: str, found: list[Breach], *, rule: str) -> bool:
    if type(value) is str and value in choices:
        return True
    found.append(Breach(rule, pointer, f"This must be {' or '.join(choices)}, not {shown(value)}."))
    return False


def kind(value: Any) -> str:
    """What JSON calls the value."""
    if value is None:
        return "null"
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)


def shown(value: Any) -> str:
    """The value in an error text: a short text as it is, else what it is."""
    return repr(value) if isinstance(value, str) and len(value) <= 40 else kind(value)


def closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """JSON Schema of an object that has no other keys."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def of_line(title: str, body: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of a line, with what stands at its head."""
    return {"$schema": DIALECT, "title": title, **body}
