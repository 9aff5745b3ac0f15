"""Field declarations: what a resource's rows hold, and how PostgreSQL itself writes them, as JSON or as cells of text.

A declaration is the one source for filters, lists and exports, so all three name a field alike and write it alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    Model,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

MAX_COLUMN_NAME_BYTES = 63  # PostgreSQL cuts longer identifiers in silence


class Kind(StrEnum):
    """What a field's values are, and so which operators fit and how they are written."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"  # exact; written as a string
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"  # written in UTC with six digits and Z
    UUID = "uuid"
    JSON = "json"  # free JSON, kept as text: can be searched, not compared
    VALUE = "value"  # one value at a path in a jsonb object: any type
    OBJECT = "object"  # a jsonb object
    LIST = "list"  # an array of text


@dataclass(frozen=True)
class Member:
    """One key of the objects in a field of Kind.JSON whose shape is ours and not the client's."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Elsewhere:
    """Where a field's value comes from a row of another table: `rows`, correlated by OuterRef, is that one row; `value` is in it.

    A filter then asks whether such a row exists, which PostgreSQL plans as a join, and not for the value row by row.
    """

    rows: QuerySet[Any]
    value: F


@dataclass(frozen=True)
class Field:
    """One field of a resource: its name outside, its kind, and the expression that gives its value in PostgreSQL's own type.

    `listed` fields make up a row when none are chosen; the others come when they are asked for.
    """

    name: str
    kind: Kind
    expression: F | Expression
    description: str
    choices: tuple[str, ...] = ()
    filterable: bool = True
    listed: bool = True
    column: str = ""  # for Kind.VALUE: the jsonb column, if there is one, and
    path: tuple[str, ...] = ()  # the keys from its object downwards
    elsewhere: Elsewhere | None = None
    members: tuple[Member, ...] = ()  # for Kind.JSON: the keys of its objects, where they are always the same, and
    many: bool = False  # whether it holds an array of such objects


@dataclass(frozen=True)
class Family:
    """Fields without end that share a prefix, such as `metadata.<path>`; `resolve` makes one from what follows the prefix."""

    prefix: str
    example: str
    description: str
    resolve: Callable[[str], Field | None]


class UnknownField(LookupError):
    """The resource has no field of that name; the message lists what it has."""


@dataclass(frozen=True)
class Resource:
    """What can be listed, filtered and exported: a model and the declarations of its fields.

    `scope` is what a caller needs to export it, beside the scope for exports.
    """

    name: str
    model: str
    fields: tuple[Field, ...]
    families: tuple[Family, ...] = ()
    scope: str = ""
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {one.name: one for one in self.fields})

    @property
    def listed(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if one.listed)

    def field(self, name: str) -> Field:
        """The field of that name. Raises UnknownField."""
        if found := self._by_name.get(name):
            return found
        for family in self.families:
            if name.startswith(family.prefix) and (made := family.resolve(name.removeprefix(family.prefix))):
                return made
        known = [*self._by_name, *(family.example for family in self.families)]
        raise UnknownField(f"{self.name} has no field {name!r}. It has: {', '.join(known)}.")

    def rows(self, project_id: UUID) -> QuerySet[Model]:
        """All rows of one project, in the order of their keys."""
        every: QuerySet[Model] = apps.get_model(self.model)._default_manager.all()
        return every.filter(project_id=project_id).order_by("id")


@dataclass(frozen=True)
class Column:
    """A field in a result, under the name that it is written with."""

    name: str
    field: Field


def columns_of(fields: tuple[Field, ...]) -> tuple[Column, ...]:
    return tuple(Column(one.name, one) for one in fields)


def select_json(rows: QuerySet[Any], columns: tuple[Column, ...]) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters of a query with one column of type json: each row as one object, on one line, keys in the columns' order."""
    inner, parameters = rows.values_list(*(as_json(column.field) for column in columns)).query.sql_with_params()
    names = ", ".join(_quoted(column.name) for column in columns)
    return f"SELECT row_to_json(r.*) FROM ({inner}) AS r({names})", tuple(parameters)  # noqa: S608 (names are quoted)


def select_text(
    rows: QuerySet[Any], columns: tuple[Column, ...], *, formula_guard: bool, null_as_empty: bool = False
) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters of a query with one column a field, each as the text of a spreadsheet's cell; NULL is no value."""
    cells = [as_text(column.field, formula_guard=formula_guard) for column in columns]
    if null_as_empty:
        cells = [Func(cell, template="COALESCE((%(expressions)s)::text, '')", output_field=TextField()) for cell in cells]
    sql, parameters = rows.values_list(*cells).query.sql_with_params()
    return sql, tuple(parameters)


def select_typed(rows: QuerySet[Any], columns: tuple[Column, ...]) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters of a query with one column a field, from whose text its value comes back exactly."""
    sql, parameters = rows.values_list(*(as_typed(column.field) for column in columns)).query.sql_with_params()
    return sql, tuple(parameters)


def as_json_array(rows: QuerySet[Any], columns: tuple[Column, ...]) -> Expression:
    """The rows of another table, correlated by OuterRef, as one JSON array of objects, on one line."""
    inner = rows.values_list(*(as_json(column.field) for column in columns))
    array = _JsonArray(inner, names=", ".join(_quoted(column.name) for column in columns), output_field=JSONField())
    return ExpressionWrapper(array, output_field=JSONField())


class _JsonArray(Subquery):
    # not json_agg, which puts line feeds between the rows
    template = "(SELECT ('[' || coalesce(string_agg(row_to_json(r)::text, ','), '') || ']')::json FROM (%(subquery)s) AS r(%(names)s))"


def as_json(one: Field) -> Combinable:
    """The field in the form that PostgreSQL's row_to_json writes as the API does."""
    if one.kind is Kind.TIMESTAMP:
        return _utc(one.expression)
    if one.kind is Kind.DECIMAL:
        return _plain_decimal(one.expression)
    return one.expression


def as_text(one: Field, *, formula_guard: bool) -> Combinable:
    """The field as text: JSON text for arrays, objects and free JSON, `true` and `false`, NULL for none."""
    if one.kind in (Kind.TEXT, Kind.VALUE):
        text = _bare(one) if one.kind is Kind.VALUE else one.expression
        return _guarded(text) if formula_guard else text
    if one.kind is Kind.LIST:
        return Cast(Func(one.expression, function="array_to_json", output_field=JSONField()), TextField())
    if one.kind in (Kind.JSON, Kind.OBJECT, Kind.BOOLEAN):
        return Func(one.expression, template="(%(expressions)s)::text", output_field=TextField())
    return as_json(one)


def as_typed(one: Field) -> Combinable:
    """The field for a reader that knows its kind: JSON text for arrays, objects and all values of JSON, so that "5" is not 5; times in
    microseconds since 1970, which no setting of the server can write in another way."""
    if one.kind is Kind.TIMESTAMP:
        return Func(one.expression, template="(extract(epoch FROM %(expressions)s) * 1000000)::bigint", output_field=BigIntegerField())
    if one.kind is Kind.VALUE:
        return Func(one.expression, template="(%(expressions)s)::text", output_field=TextField())
    if one.kind in (Kind.LIST, Kind.JSON, Kind.OBJECT):
        return as_text(one, formula_guard=False)
    return one.expression


def at_path(column: str | Expression, path: tuple[str, ...]) -> Expression:
    """The jsonb value at `path` inside the jsonb column; NULL where there is none."""
    return Func(column, _path(path), template="(%(expressions)s)", arg_joiner=" #> ", output_field=JSONField())


def _bare(one: Field) -> Expression:
    """A jsonb value as text: strings without their quotes, JSON null as NULL, anything else as JSON text."""
    return Func(one.expression, template="((%(expressions)s) #>> '{}')", output_field=TextField())


def _path(path: tuple[str, ...]) -> Expression:
    return Value(list(path), output_field=ArrayField(TextField()))


def _utc(moment: F | Expression) -> Expression:
    """ISO 8601 in UTC with six digits. The quotes around T and Z are to_char's own."""
    return Func(
        moment,
        template="to_char((%(expressions)s) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        output_field=CharField(),
    )


def _plain_decimal(number: F | Expression) -> Expression:
    return Func(number, template="trim_scale(%(expressions)s)::text", output_field=TextField())


def guarded(text: str) -> str:
    """The same guard for text that we write ourselves, such as the header."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _guarded(text: F | Expression) -> Expression:
    """Text with `'` before it where a spreadsheet would run it: = + - @, tab or CR at the start, unless it is a plain number.

    The rule is OWASP's for "CSV injection".
    """
    risky = _Repeated(
        text,
        template="(left(%(expressions)s, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r')"
        " AND %(expressions)s !~ '^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$')",
        output_field=BooleanField(),
    )
    prefixed = Func(text, template="(chr(39) || %(expressions)s)", output_field=TextField())
    return Case(When(risky, then=prefixed), default=text, output_field=TextField())


class _Repeated(Func):
    """A Func whose template names its expression more than once, and so needs its parameters as often."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *options: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = super().as_sql(compiler, connection, *options, **more)
        return sql, tuple(parameters) * str(self.extra["template"]).count("%(expressions)s")


def _quoted(name: str) -> str:
    """A PostgreSQL identifier; % is doubled since parameters are bound with %s."""
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'
