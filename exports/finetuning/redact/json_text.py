"""Redacts inside JSON text: each string as what it says and not as it is escaped, and long integers; all else stays byte for byte."""

import json
from collections.abc import Callable
from typing import Any

import re2

from evalplatform import exact_json
from exports.finetuning.redact.patterns import options

_FEWEST_DIGITS = 13  # of a payment card
_ESCAPES = (("\\n", "\n"), ("\\t", "\n"), ("\\r", "\n"), ("\\b", "\n"), ("\\f", "\n"), ("\\/", "/"))


def _compiled() -> Any:
    asked = options()
    asked.encoding = re2.Options.Encoding.LATIN1  # bytes as they are, lone surrogates among them
    asked.dot_nl = True
    return re2.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*', asked)


_SCALAR = _compiled()


def redact_json(text: str, redact: Callable[[str], str]) -> str | None:
    """The text with its strings redacted, the very same where nothing changed. None: it is no JSON object or array."""
    if not looks_like_json(text) or not _is_json(text):
        return None
    raw = text.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    position, keys = 0, dict[str, int]()
    for match in _SCALAR.finditer(raw):
        start, end = match.span()
        literal = raw[start:end]
        if (changed := _redacted(literal, redact)) is None:
            continue
        if _is_key(raw, end):
            changed = _told_apart(changed, keys)
        pieces += raw[position:start], json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass")
        position = end
    if not pieces:
        return text
    return b"".join((*pieces, raw[position:])).decode("utf-8", "surrogatepass")


def redact_value(value: Any, redact: Callable[[str], str]) -> Any:
    """A JSON object or array with its strings redacted, by a function that does so for its text; the very same where nothing changed."""
    text = dump(value)
    changed = redact(text)
    return value if changed is text else _load(changed)


def dump(value: Any) -> str:
    """As JSON, with escapes where UTF-8 cannot say it."""
    try:
        return exact_json.dumps(value)
    except exact_json.NotJSON:
        return json.dumps(value)


def looks_like_json(text: str) -> bool:
    return text[:1] in ("{", "[") or (text[:1].isspace() and text.lstrip()[:1] in ("{", "["))


def searchable(text: str, *, exactly: bool = False) -> str | None:
    """The text to search before a closer look; of JSON with blanks for its escapes. None: a closer look is needed in any case."""
    if ("\\" not in text and not exactly) or not looks_like_json(text):
        return text
    if exactly or "\\u" in text:
        return None
    for escape, meant in _ESCAPES:
        text = text.replace(escape, meant)
    return text


def _is_json(text: str) -> bool:
    try:
        _load(text)
    except (ValueError, RecursionError):
        return False
    return True


def _load(text: str) -> Any:
    try:
        return exact_json.loads(text)
    except exact_json.NotJSON:
        return json.loads(text)  # takes lone surrogates


def _redacted(literal: bytes, redact: Callable[[str], str]) -> str | None:
    """None: it stays."""
    if literal[:1] != b'"':
        if len(literal) < _FEWEST_DIGITS or not literal.isdigit():
            return None
        value = literal.decode()
    else:
        value = json.loads(literal.decode("utf-8", "surrogatepass"))
    changed = redact(value)
    return None if changed == value else changed


def _is_key(raw: bytes, end: int) -> bool:
    while raw[end : end + 1].isspace():
        end += 1
    return raw[end : end + 1] == b":"


def _told_apart(key: str, seen: dict[str, int]) -> str:
    """Two keys of an object that are masked alike would be one."""
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else f"{key} {seen[key]}"
