"""The values in a filter: what each kind of field can be compared with, and how it is read."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from evalplatform.fields import Kind

MAX_TEXT = 10_000

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_DECIMAL = re.compile(r"[+-]?\d{1,60}(\.\d{1,60})?", re.ASCII)


class WrongType(ValueError):
    """The value does not fit; the message is a noun phrase for what would."""


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongType("a text")
    if "\0" in value or re.search("[\ud800-\udfff]", value):
        raise WrongType("a text without NUL characters and halves of surrogate pairs")
    if len(value) > MAX_TEXT:
        raise WrongType(f"a text of at most {MAX_TEXT:,} characters")
    return value


def integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise WrongType("a whole number of at most 64 bits")
    return value


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongType("a number")
    try:
        read = float(value)
    except OverflowError:
        read = math.inf
    if not math.isfinite(read):
        raise WrongType("a number within a double's range")
    return read


def decimal(value: Any) -> Decimal:
    """A float counts as the shortest decimal that it is written as."""
    if not isinstance(value, bool) and isinstance(value, int | float | str):
        try:
            read = format(Decimal(str(value)), "f") if isinstance(value, float) else str(value)
        except (InvalidOperation, ValueError):
            read = ""
        if _DECIMAL.fullmatch(read):
            return Decimal(read)
    raise WrongType("a decimal number, best as a string, of at most 60 digits")


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongType("true or false")
    return value


def timestamp(value: Any) -> datetime:
    needed = "a time in ISO 8601 with its zone, such as 2026-01-31T12:00:00Z, or a date"
    if not isinstance(value, str):
        raise WrongType(needed)
    try:
        if _DATE.fullmatch(value):
            day = date.fromisoformat(value)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise WrongType(needed)


def uuid(value: Any) -> UUID:
    try:
        return UUID(text(value))
    except (WrongType, ValueError):
        raise WrongType("a UUID") from None


def scalar(value: Any) -> str | int | float | bool:
    """One value inside free JSON that equality is plain for."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        number(value)
        return value
    raise WrongType("a text, a number, true or false")


READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: text,
    Kind.INTEGER: integer,
    Kind.NUMBER: number,
    Kind.DECIMAL: decimal,
    Kind.BOOLEAN: boolean,
    Kind.TIMESTAMP: timestamp,
    Kind.UUID: uuid,
}
