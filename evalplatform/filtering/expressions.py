"""The pieces of PostgreSQL that conditions are made of, as Django expressions."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    DecimalField,
    Expression,
    Field,
    FloatField,
    Func,
    JSONField,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.expressions import Combinable

from evalplatform.fields import Kind

TRUE: Expression = Func(template="TRUE", output_field=BooleanField())
FALSE: Expression = Func(template="FALSE", output_field=BooleanField())

_COLUMNS: "dict[Kind, Field[Any, Any]]" = {
    Kind.TEXT: TextField(),
    Kind.INTEGER: BigIntegerField(),
    Kind.NUMBER: FloatField(),
    Kind.DECIMAL: DecimalField(),
    Kind.BOOLEAN: BooleanField(),
    Kind.TIMESTAMP: DateTimeField(),
    Kind.UUID: UUIDField(),
}


def constant(kind: Kind, value: Any) -> Value:
    return Value(value, output_field=_COLUMNS[kind])


def text(value: str) -> Value:
    return Value(value, output_field=TextField())


def texts(values: Sequence[str]) -> Value:
    return Value(list(values), output_field=ArrayField(TextField()))


def jsonb(written: str) -> Expression:
    """JSON text as a jsonb constant."""
    return Func(text(written), template="%(expressions)s::jsonb", output_field=JSONField())


def infix(left: Combinable, operator: str, right: Combinable) -> Expression:
    return Func(left, right, template="(%(expressions)s)", arg_joiner=f" {operator} ", output_field=BooleanField())


def all_of(conditions: Sequence[Combinable]) -> Expression:
    return Func(*conditions, template="(%(expressions)s)", arg_joiner=" AND ", output_field=BooleanField())


def any_of(conditions: Sequence[Combinable]) -> Expression:
    return Func(*conditions, template="(%(expressions)s)", arg_joiner=" OR ", output_field=BooleanField()) if conditions else FALSE


def is_in(value: Combinable, constants: Sequence[Combinable]) -> Expression:
    if not constants:
        return FALSE
    listed = Func(*constants, template="ANY (ARRAY[%(expressions)s])", arg_joiner=", ", output_field=BooleanField())
    return infix(value, "=", listed)


def is_not_null(value: Combinable) -> Expression:
    return Func(value, template="(%(expressions)s IS NOT NULL)", output_field=BooleanField())


def is_not_true(condition: Combinable) -> Expression:
    """The exact complement: true also where the condition is null."""
    return Func(condition, template="(%(expressions)s IS NOT TRUE)", output_field=BooleanField())


def as_text(value: Combinable) -> Expression:
    return Func(value, template="(%(expressions)s)::text", output_field=TextField())


def by_code_points(value: Combinable) -> Expression:
    return Func(value, template='(%(expressions)s) COLLATE "C"', output_field=TextField())


def json_type(value: Combinable) -> Expression:
    """string, number, boolean, object, array, null; NULL where there is no value."""
    return Func(value, function="jsonb_typeof", output_field=TextField())


def json_string(value: Combinable) -> Expression:
    """The string in a jsonb value, without its quotes."""
    return Func(value, template="((%(expressions)s) #>> '{}')", output_field=TextField())
