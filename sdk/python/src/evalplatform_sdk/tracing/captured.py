"""Any value as JSON that the server takes, within a size: a picture of it as it was, safe to send from another thread. Pure."""

import math
import re
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

LONGEST = 100_000
DEEPEST = 30
_LEFT_OUT = "… (left out: too long)"
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 2**63  # beyond it a number is kept as its digits


def captured(value: Any, longest: int = LONGEST) -> Any:
    """The value as dicts, lists, texts, numbers, booleans and None, of at most about `longest` characters; what is cut says so."""
    return _Capture(longest).of(value, DEEPEST)


def sendable(text: Any, longest: int) -> str:
    """The text without what the server refuses, cut."""
    return _UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", str(text)[:longest])


class _Capture:
    def __init__(self, longest: int) -> None:
        self.left = longest

    def of(self, value: Any, depth: int) -> Any:
        self.left -= 8
        if isinstance(value, Enum):
            return self.of(value.value, depth)
        if isinstance(value, str):
            return self._text(value)
        if value is None or isinstance(value, bool | int | float | Decimal):
            return _number(value)
        if isinstance(value, date | time | UUID):
            return str(value) if isinstance(value, UUID) else value.isoformat()
        if isinstance(value, bytes | bytearray | memoryview):
            return f"({len(value):,} bytes)"
        return self._composed(value, depth) if depth and self.left > 0 else _LEFT_OUT

    def _composed(self, value: Any, depth: int) -> Any:
        if isinstance(value, Mapping | SimpleNamespace):
            return self._object((value if isinstance(value, Mapping) else vars(value)).items(), depth)
        if isinstance(value, list | tuple | Set):
            return self._list(value, depth)
        if is_dataclass(value) and not isinstance(value, type):
            return self._object(((field.name, getattr(value, field.name, None)) for field in fields(value)), depth)
        if callable(dump := getattr(type(value), "model_dump", None)):  # pydantic, and so the answers of OpenAI and Anthropic
            return self.of(dump(value, exclude_none=True), depth - 1)
        return self._text(_described(value))

    def _object(self, items: Any, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in list(items):
            if self.left <= 0:
                found["…"] = _LEFT_OUT
                break
            found[self._text(str(key))] = self.of(value, depth - 1)
        return found

    def _list(self, values: Any, depth: int) -> list[Any]:
        found: list[Any] = []
        for value in list(values):
            if self.left <= 0:
                return [*found, f"… (left out: {len(values) - len(found):,} more)"]
            found.append(self.of(value, depth - 1))
        return found

    def _text(self, text: str) -> str:
        kept = text[: max(self.left, 0)]
        self.left -= len(kept)
        kept = _UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", kept)
        return kept if len(kept) == len(text) else f"{kept}… ({len(text):,} characters in all)"


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    return value if value is None or isinstance(value, bool) or abs(value) < _LARGEST else _digits(value)


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write more than 4,300 digits
        return f"(a number of {value.bit_length():,} bits)"


def _described(value: Any) -> str:
    """What an object says of itself, cut; its type where it cannot."""
    try:
        return repr(value)[:500]
    except Exception:
        return f"<{type(value).__qualname__}>"
