"""Values of foreign JSON: what was found, in words, and what would be lost if nobody read it."""

from collections.abc import Mapping
from typing import Any

from evalplatform import exact_json
from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import Rejected, reject

KEYS_NAMED, LETTERS_NAMED = 8, 40


def described(value: Any) -> str:
    """A value in a few words: of an object its keys, of nothing its content."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "text" if value else "an empty text"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if not isinstance(value, dict):
        return "a number"
    if not value:
        return "an empty object"
    names = [shortened(key) for key in list(value)[:KEYS_NAMED]]
    more = ", …" if len(value) > KEYS_NAMED else ""
    return f"an object with {', '.join(names)}{more}"


def shortened(name: str) -> str:
    """A name as it stands in a message."""
    return name if len(name) <= LETTERS_NAMED else name[:LETTERS_NAMED] + "…"


def wrong(pointer: str, value: Any, wanted: str) -> Rejected:
    return reject("wrong_type", pointer, f"There should be {wanted}, but here is {described(value)}.")


def text(found: Mapping[str, Any], key: str, pointer: str) -> str:
    """The text under the key; empty where there is none. Raises Rejected."""
    value = found.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong(f"{pointer}/{key}", value, "text")
    return value


def name(found: Mapping[str, Any], pointer: str) -> str:
    """The text under `name`, which is not empty. Raises Rejected."""
    value = found.get("name")
    if not isinstance(value, str) or not value:
        raise wrong(f"{pointer}/name", value, "a name")
    return value


def items(value: Any, pointer: str, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise wrong(pointer, value, what)
    return value


def from_text(value: str, pointer: str) -> Any:
    """What JSON text holds. Raises Rejected."""
    try:
        return exact_json.loads(value)
    except exact_json.NotJSON as error:
        raise reject(error.code if error.code == "too_deep" else "not_json", pointer, str(error)) from None


def as_text(value: Any, pointer: str) -> str:
    """Text as it is, any other value as JSON text. Raises Rejected."""
    if isinstance(value, str):
        return value
    try:
        return exact_json.dumps(value)
    except exact_json.NotJSON as error:
        rule = "too_deep" if error.code == "too_deep" else "not_json"
        raise reject(rule, pointer + error.pointer, str(error)) from None


def refuse_unread(found: Mapping[str, Any], read: frozenset[str], pointer: str) -> None:
    """Raises Rejected for text, a list or an object under a key that is not in `read`. Numbers, flags and empty values say nothing."""
    if found.keys() <= read:
        return
    for key, value in found.items():
        if key not in read and _says_something(value):
            raise reject(
                "unknown_key",
                f"{pointer}/{escape_key(key)}",
                f"Nothing is known of the key {shortened(key)!r}, which holds {described(value)}. Leave it out, or put it into `metadata`.",
            )


def _says_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(isinstance(inner, str | list | dict) and inner for inner in value.values())
    return isinstance(value, str | list) and bool(value)
