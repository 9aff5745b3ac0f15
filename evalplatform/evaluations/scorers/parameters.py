"""What can be set on a scorer: declared once, so that a request is checked and a client can be told."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key, find_flaw

Params = Mapping[str, Any]  # names of all parameters to what the scorer uses

MAX_TEXT = 20_000


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"  # a number or a text of one; exact
    BOOLEAN = "boolean"
    CHOICE = "choice"
    JSON = "json"


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Any = _Required()


class Flaw(ValueError):
    """A value does not fit; `pointer` is the place within it."""

    def __init__(self, detail: str, *, code: str = "invalid", pointer: str = "") -> None:
        super().__init__(detail)
        self.detail, self.code, self.pointer = detail, code, pointer


@dataclass(frozen=True)
class Parameter:
    """One thing to set. With the default None, or where `nullable`, it may be null.

    `low` and `high` bound numbers, `most` the characters of a text. `read` makes of a checked value what the scorer uses, once for all
    answers; it raises Flaw.
    """

    name: str
    kind: Kind
    description: str
    default: Any = REQUIRED
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    most: int = MAX_TEXT
    read: Callable[[Any], Any] | None = None
    nullable: bool = False

    def described(self) -> dict[str, Any]:
        """For a client that chooses."""
        required = self.default is REQUIRED
        told = {"name": self.name, "type": self.kind.value, "description": self.description, "required": required}
        default = {} if required else {"default": self.default, "nullable": self.nullable or self.default is None}
        bounds = {"choices": list(self.choices), "minimum": self.low, "maximum": self.high}
        return told | default | {key: value for key, value in bounds.items() if value not in (None, [])}


def parse(parameters: tuple[Parameter, ...], given: Any, *, pointer: str = "/params") -> Params:
    """The values of all parameters, read. Raises InvalidInput with all that is wrong."""
    if not isinstance(given, Mapping):
        raise InvalidInput(Problem(pointer, "params is an object of names and values.", "wrong_type"))
    known = {one.name: one for one in parameters}
    problems = [_unknown(name, known, pointer) for name in given if name not in known]
    read: dict[str, Any] = {}
    for one in parameters:
        try:
            read[one.name] = _value(one, given)
        except Flaw as flaw:
            problems.append(Problem(f"{pointer}/{one.name}{flaw.pointer}", flaw.detail, flaw.code))
    if problems:
        raise InvalidInput(*problems)
    return MappingProxyType(read)


def _unknown(name: str, known: Mapping[str, Parameter], pointer: str) -> Problem:
    told = f"known are {', '.join(known)}" if known else "this scorer has none"
    return Problem(f"{pointer}/{escape_key(str(name))}", f"There is no such parameter; {told}.", "unknown_parameter")


def _value(one: Parameter, given: Mapping[str, Any]) -> Any:
    value = given.get(one.name, one.default)
    if value is REQUIRED:
        raise Flaw(f"{one.name} is needed: {one.description}.", code="required")
    if value is None and (one.nullable or one.default is None):
        return None
    checked = _CHECKS[one.kind](one, value)
    return one.read(checked) if one.read else checked


def _text(one: Parameter, value: Any) -> str:
    if not isinstance(value, str):
        raise Flaw(f"{one.name} is a text.", code="wrong_type")
    if len(value) > one.most:
        raise Flaw(f"{one.name} has at most {one.most:,} characters, not {len(value):,}.")
    return str(_json(one, value))


def _integer(one: Parameter, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Flaw(f"{one.name} is a whole number.", code="wrong_type")
    _refuse_outside(one, value)
    return value


def _number(one: Parameter, value: Any) -> int | float:
    if not isinstance(value, int | float) or isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise Flaw(f"{one.name} is a number.", code="wrong_type")
    _refuse_outside(one, value)
    return value


def _decimal(one: Parameter, value: Any) -> Decimal:
    """A float says what its shortest digits say: 1e-6 is a millionth."""
    try:
        made = Decimal(str(value)) if isinstance(value, int | float | str | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        made = None
    if made is None or not made.is_finite() or len(str(value)) > 100:
        raise Flaw(f"{one.name} is a number, or a text of one.", code="wrong_type")
    _refuse_outside(one, made)
    return made


def _refuse_outside(one: Parameter, value: float | Decimal) -> None:
    if one.low is not None and value < one.low:
        raise Flaw(f"{one.name} is at least {one.low:g}.")
    if one.high is not None and value > one.high:
        raise Flaw(f"{one.name} is at most {one.high:g}.")


def _boolean(one: Parameter, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Flaw(f"{one.name} is true or false.", code="wrong_type")
    return value


def _choice(one: Parameter, value: Any) -> str:
    if not isinstance(value, str) or value not in one.choices:
        raise Flaw(f"{one.name} is one of {', '.join(one.choices)}.")
    return value


def _json(one: Parameter, value: Any) -> Any:
    if flaw := find_flaw(value):
        raise Flaw(flaw.detail, code=flaw.code, pointer=flaw.pointer)
    return value


_CHECKS: dict[Kind, Callable[[Parameter, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.JSON: _json,
}
