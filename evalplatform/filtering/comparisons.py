"""One comparison of a field with a value: which operators fit which kind of field, and what each is in PostgreSQL."""

import json
import re
from collections.abc import Callable
from typing import Any

import orjson
from django.db.models import Exists, Expression, F, Q

from evalplatform.fields import Field, Kind
from evalplatform.filtering import expressions as sql
from evalplatform.filtering import values

MAX_VALUES = 1000
MAX_LOOKUPS = 50  # in an index for one `in`; with more, reading all rows once is faster

Condition = Callable[[Field, Any], Expression]

_ORDER = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_COMPARABLE = ("eq", "ne", "in", *_ORDER, "between", "exists")
_SEARCHABLE = ("contains", "icontains", "startswith")
_OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: (*_COMPARABLE, *_SEARCHABLE),
    Kind.INTEGER: _COMPARABLE,
    Kind.NUMBER: _COMPARABLE,
    Kind.DECIMAL: _COMPARABLE,
    Kind.BOOLEAN: ("eq", "ne", "exists"),
    Kind.TIMESTAMP: _COMPARABLE,
    Kind.UUID: _COMPARABLE,
    Kind.JSON: ("contains", "icontains", "exists"),
    Kind.VALUE: (*_COMPARABLE, *_SEARCHABLE),
    Kind.OBJECT: ("exists",),
    Kind.LIST: ("contains", "has_any", "has_all", "exists"),
}


class Refused(ValueError):
    """The comparison makes no sense; `pointer` leads to the part of it that does not."""

    def __init__(self, detail: str, *, pointer: str = "/value", code: str = "wrong_type") -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.code = code


def operators(kind: Kind) -> tuple[str, ...]:
    """The operators that fit fields of this kind."""
    return _OPERATORS[kind]


def compare(field: Field, operator: str, value: Any, *, negated: bool) -> Q:
    """The condition, true or false for each row and never null; with `negated` its complement. Raises Refused."""
    if operator not in (known := operators(field.kind)):
        detail = f"{field.name} ({field.kind}) can be compared by: {', '.join(known)}."
        raise Refused(detail, pointer="/op", code="unknown_operator")
    if operator == "exists":
        return _fulfilled(field, _is_there(field), negated=negated is _read(values.boolean, value))
    if operator in ("eq", "ne") and value is None:
        return _fulfilled(field, _is_known(field), negated=negated is (operator == "ne"))
    if operator == "ne":
        return _fulfilled(field, _equal(field, value), negated=not negated)
    return _fulfilled(field, _CONDITIONS[operator](field, value), negated=negated)


def _fulfilled(field: Field, condition: Expression, *, negated: bool) -> Q:
    if field.elsewhere is not None:
        found = Exists(field.elsewhere.rows.filter(condition))
        return Q(~found if negated else found)
    return Q(sql.is_not_true(condition) if negated else condition)


def _value_of(field: Field) -> F | Expression:
    return field.expression if field.elsewhere is None else field.elsewhere.value


def _is_known(field: Field) -> Expression:
    value = _value_of(field)
    return sql.infix(sql.json_type(value), "<>", sql.text("null")) if field.kind is Kind.VALUE else sql.is_not_null(value)


def _is_there(field: Field) -> Expression:
    value = _value_of(field)
    match field.kind:
        case Kind.TEXT:
            return sql.infix(value, "<>", sql.text(""))
        case Kind.LIST:
            return sql.infix(value, "<>", sql.texts([]))
        case Kind.OBJECT:
            return sql.infix(value, "<>", sql.jsonb("{}"))
        case Kind.JSON:
            return sql.infix(sql.as_text(value), "<>", sql.text("null"))
    return _is_known(field)


def _equal(field: Field, value: Any) -> Expression:
    if field.kind is not Kind.VALUE:
        return sql.infix(_value_of(field), "=", _constant(field, value))
    written = _written(value)
    by_place = any(re.fullmatch(r"\s*[+-]?\d+", key) for key in field.path)  # `#>` counts into arrays by such a key, `@>` does not
    if by_place or not field.column:
        return sql.infix(_value_of(field), "=", sql.jsonb(written))
    opening = "".join(f"{{{json.dumps(key, ensure_ascii=False)}:" for key in field.path)
    return sql.infix(F(field.column), "@>", sql.jsonb(opening + written + "}" * len(field.path)))  # the GIN index answers this


def _written(value: Any) -> str:
    return json.dumps(_read(values.scalar, value), ensure_ascii=False)


def _one_of(field: Field, value: Any) -> Expression:
    if field.kind is Kind.VALUE and isinstance(value, list) and len(value) > MAX_LOOKUPS:
        return sql.is_in(_value_of(field), _each(lambda one: sql.jsonb(_written(one)), value))
    if field.kind is Kind.VALUE:
        return sql.any_of(_each(lambda one: _equal(field, one), value))
    return sql.is_in(_value_of(field), _each(lambda one: _constant(field, one), value))


def _in_order(sign: str) -> Condition:
    def condition(field: Field, value: Any) -> Expression:
        left = _value_of(field)
        if field.kind is not Kind.VALUE:
            return sql.infix(sql.by_code_points(left) if field.kind is Kind.TEXT else left, sign, _constant(field, value))
        read = _read(values.scalar, value)
        if isinstance(read, bool):
            raise Refused("Needs a number or a text.")
        if isinstance(read, str):
            return _if_type("string", field, sql.infix(sql.by_code_points(sql.json_string(left)), sign, sql.text(read)))
        return _if_type("number", field, sql.infix(left, sign, sql.jsonb(json.dumps(read))))

    return condition


def _between(field: Field, value: Any) -> Expression:
    if not isinstance(value, list) or len(value) != 2:
        raise Refused("Needs a list of two: the lowest and the highest that match.")
    if field.kind is Kind.VALUE and isinstance(value[0], str) is not isinstance(value[1], str):
        raise Refused("Needs two numbers or two texts.", pointer="/value/1")
    signs = iter((">=", "<="))
    return sql.all_of(_each(lambda one: _in_order(next(signs))(field, one), value))


def _contains(field: Field, value: Any) -> Expression:
    if field.kind is Kind.LIST:
        return sql.infix(_value_of(field), "@>", sql.texts([_read(values.text, value)]))
    return _like("%", "%", "LIKE")(field, value)


def _like(before: str, after: str, operator: str) -> Condition:
    def condition(field: Field, value: Any) -> Expression:
        left, sought = _value_of(field), _read(values.text, value)
        if field.kind is Kind.JSON:
            left, sought = sql.as_text(left), orjson.dumps(sought).decode()[1:-1]
        pattern = sql.text(before + re.sub(r"([\\%_])", r"\\\1", sought) + after)
        if field.kind is Kind.VALUE:
            return _if_type("string", field, sql.infix(sql.json_string(left), operator, pattern))
        return sql.infix(left, operator, pattern)

    return condition


def _has(operator: str) -> Condition:
    def condition(field: Field, value: Any) -> Expression:
        return sql.infix(_value_of(field), operator, sql.texts(_each(lambda one: _read(values.text, one), value)))

    return condition


_CONDITIONS: dict[str, Condition] = {
    "eq": _equal,
    "in": _one_of,
    **{name: _in_order(sign) for name, sign in _ORDER.items()},
    "between": _between,
    "contains": _contains,
    "icontains": _like("%", "%", "ILIKE"),
    "startswith": _like("", "%", "LIKE"),
    "has_any": _has("&&"),
    "has_all": _has("@>"),
}


def _if_type(json_type: str, field: Field, condition: Expression) -> Expression:
    return sql.all_of([sql.infix(sql.json_type(_value_of(field)), "=", sql.text(json_type)), condition])


def _constant(field: Field, value: Any) -> Expression:
    read = _read(values.READERS[field.kind], value)
    if field.choices and read not in field.choices:
        raise Refused(f"{field.name} is one of: {', '.join(field.choices)}.")
    return sql.constant(field.kind, read)


def _read(reader: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reader(value)
    except values.WrongType as error:
        raise Refused(f"Needs {error}.") from None


def _each(make: Callable[[Any], Any], value: Any) -> list[Any]:
    """`make` of each member of the list; what is refused is pointed at by its number."""
    if not isinstance(value, list):
        raise Refused("Needs a list.")
    if len(value) > MAX_VALUES:
        raise Refused(f"Takes at most {MAX_VALUES} values.", code="filter_too_large")
    made = []
    for number, one in enumerate(value):
        try:
            made.append(make(one))
        except Refused as error:
            raise Refused(str(error), pointer=f"/value/{number}", code=error.code) from None
    return made
