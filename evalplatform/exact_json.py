"""JSON in and out without loss: what is valid comes back as the same value, what is not is refused with its place.

Exact means as JSON values. Integers keep all their digits; other numbers are doubles, so 1.10 comes back as 1.1; with a key twice in
an object the last one wins. Refused everywhere: NaN and Infinity, numbers outside a double's range (1e400, and integers as large),
lone surrogates, invalid UTF-8, NUL characters, and nesting deeper than MAX_DEPTH.
"""

import json
import math
from typing import Any

import orjson

from evalplatform.errors import Problem

MAX_DEPTH = 200  # orjson writes 254 levels; the rest is for what we wrap around a value

_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_LONG_INTEGER = b"0" * 19  # the first integers beyond 64 bits have 19 digits


class NotJSON(ValueError):
    """The text or the value is no JSON that we keep; `pointer` is the place in a value, `code` is not_json, nul or too_deep."""

    def __init__(self, message: str, *, code: str = "not_json", pointer: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.pointer = pointer


def loads(text: bytes | str) -> Any:
    """The value of a JSON text. Raises NotJSON.

    Up to 1,024 levels are read here, so that one deep item does not sink its list; MAX_DEPTH holds for each value that is written.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        value = orjson.loads(raw)
        if _LONG_INTEGER in raw.translate(_DIGITS_TO_ZERO):
            return json.loads(raw)  # orjson makes floats of integers beyond 64 bits; it has checked all else that json lets pass
    except orjson.JSONDecodeError as error:
        if "depth limit" in str(error):
            raise NotJSON("This is nested too deep.", code="too_deep") from None
        raise NotJSON(f"This is not JSON: {error}.") from None
    except RecursionError:
        raise NotJSON("This is nested too deep.", code="too_deep") from None
    return value


def loads_with_flaws(text: bytes) -> Any:
    """As loads, but lone surrogates and numbers out of range stay in the value, for whoever goes through its items to refuse them alone."""
    try:
        return loads(text)
    except NotJSON as error:
        if error.code != "not_json":
            raise
        try:
            return json.loads(text.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise error from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def dumps(value: Any) -> str:
    """The value as JSON text: compact, on one line, without escapes where none are needed. Raises NotJSON with the pointer."""
    try:
        text = orjson.dumps(value).decode()
    except TypeError:  # beyond 64 bits, beyond 254 levels, a lone surrogate, or no JSON value at all
        _refuse_flaws(value)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if "\\u0000" in text or (("null" in text or text.count("[") + text.count("{") > MAX_DEPTH) and not _is_plain(value)):
        _refuse_flaws(value)
    return text


def find_flaw(value: Any) -> Problem | None:
    """The first thing in the value that keeps it from being JSON that we can store, or None."""
    waiting: list[tuple[str, Any, int]] = [("", value, 1)]
    while waiting:
        pointer, one, depth = waiting.pop()
        if isinstance(one, dict):
            if flaw := _flaw_of_keys(one, pointer, depth):
                return flaw
            waiting.extend((f"{pointer}/{escape_key(key)}", inner, depth + 1) for key, inner in reversed(one.items()))
        elif isinstance(one, list | tuple):
            if depth > MAX_DEPTH:
                return _too_deep(pointer)
            waiting.extend((f"{pointer}/{index}", one[index], depth + 1) for index in reversed(range(len(one))))
        elif flaw := _flaw_of_scalar(one, pointer):
            return flaw
    return None


def find_flaw_of_text(text: str, pointer: str) -> Problem | None:
    """What keeps a string from being stored: a NUL character, which PostgreSQL's text cannot hold, or a lone surrogate."""
    if "\0" in text:
        return Problem(pointer, "This holds a NUL character (\\u0000), which cannot be stored.", "nul")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return Problem(pointer, "This holds half of a surrogate pair, which is no character.", "not_json")
    return None


def escape_key(key: str) -> str:
    """A key as one step of an RFC 6901 pointer; what UTF-8 cannot say is written as \\ud800."""
    return key.replace("~", "~0").replace("/", "~1").encode("utf-8", "backslashreplace").decode()


def _refuse_flaws(value: Any) -> None:
    if flaw := find_flaw(value):
        raise NotJSON(flaw.detail, code=flaw.code, pointer=flaw.pointer)


def _is_plain(value: Any) -> bool:
    """Whether nothing is nested too deep and no number is NaN or infinite, which orjson writes as null. Level by level, so no recursion."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        deeper = False
        for one in level:
            kind = type(one)
            if kind is dict:
                deeper = True
                below.extend(one.values())
            elif kind is list or kind is tuple:
                deeper = True
                below.extend(one)
            elif kind is float and not math.isfinite(one):
                return False
        if not deeper:
            return True
        level = below
    return False


def _too_deep(pointer: str) -> Problem:
    return Problem(pointer, f"This is nested deeper than {MAX_DEPTH} levels.", "too_deep")


def _flaw_of_keys(one: dict[Any, Any], pointer: str, depth: int) -> Problem | None:
    if depth > MAX_DEPTH:
        return _too_deep(pointer)
    for key in one:
        if not isinstance(key, str):
            return Problem(pointer, f"A key must be a string, not {type(key).__name__}.", "not_json")
        if flaw := find_flaw_of_text(key, pointer):
            return Problem(pointer, flaw.detail.replace("This", "A key", 1), flaw.code)
    return None


def _flaw_of_scalar(one: Any, pointer: str) -> Problem | None:
    if isinstance(one, str):
        return find_flaw_of_text(one, pointer)
    if one is None or isinstance(one, bool):
        return None
    if isinstance(one, int | float):
        try:
            finite = math.isfinite(one)
        except OverflowError:
            finite = False
        return None if finite else Problem(pointer, "This number is outside the range of a double.", "not_json")
    return Problem(pointer, f"{type(one).__name__} is no JSON value.", "not_json")
