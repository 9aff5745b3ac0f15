"""Conditions as a person fills them in, a field, an operator and a value each, as the filter language has them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from evalplatform import exact_json
from evalplatform.fields import Kind, Resource, UnknownField

OPERATORS = (
    "eq", "ne", "lt", "lte", "gt", "gte", "contains", "icontains", "startswith", "in", "between", "exists", "has_any", "has_all",
)  # fmt: skip
_LISTS = ("in", "between", "has_any", "has_all")
_TEXTS = (Kind.TEXT, Kind.UUID, Kind.TIMESTAMP, Kind.JSON, Kind.LIST)
_NO = ("false", "no", "0")


class Row(NamedTuple):
    """`number` is that of the row on the page."""

    number: int
    field: str
    operator: str
    value: str


def joined(resource: Resource, rows: Sequence[Row], written: Any) -> Any:
    """The filter of which every row and what was written must hold."""
    parts = [{"field": row.field, "op": row.operator, "value": _value(resource, row)} for row in rows]
    parts += [written] if written else []
    return parts[0] if len(parts) == 1 else {"and": parts} if parts else {}


def place(pointer: str, rows: Sequence[Row], written: Any) -> str:
    """The field of the form that `pointer`, one into the filter, is about."""
    parts = pointer.split("/")[2:]
    among = len(rows) + bool(written) > 1
    position = int(parts[1]) if among and len(parts) > 1 and parts[1].isdecimal() else 0
    return f"field_{rows[position].number}" if position < len(rows) else "filter"


def _value(resource: Resource, row: Row) -> Any:
    """Typed as the field is: `5` of a number is one, of a text it is a text."""
    if row.operator == "exists":
        return row.value.strip().lower() not in _NO
    try:
        kind = resource.field(row.field).kind
    except UnknownField:
        kind = Kind.TEXT  # the filter itself says that there is none of that name
    if row.operator in _LISTS:
        return [_one(kind, part.strip()) for part in row.value.split(",")]
    return _one(kind, row.value)


def _one(kind: Kind, text: str) -> Any:
    if kind in _TEXTS:
        return text
    try:
        return exact_json.loads(text)
    except exact_json.NotJSON:
        return text
