"""The SELECT of what results begin with: for each row its pair key, its cluster, and all that is known before any scorer runs."""

from hashlib import md5
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, CharField, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Cast, Coalesce, NullIf

from evalplatform import filtering
from evalplatform.evaluations.models import Example, ResultState
from evalplatform.fields import Field, Kind, UnknownField, as_json, as_text, at_path
from evalplatform.tracing.fields import TRACES

COLUMNS = (
    *("example_id", "trace_id", "pair_key", "cluster", "state", "input", "output", "reference", "metadata"),
    *("latency_ms", "input_tokens", "output_tokens", "cost_usd", "error_code", "error_message", "answered_at"),
)
NO_OUTPUT = "no_output"
MAX_KEY = 500  # characters of a pair key or a cluster; what is longer is cut, and told apart by its hash: an index holds 2,704 bytes
_GROUPING = (Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.UUID, Kind.VALUE, Kind.TIMESTAMP, Kind.DECIMAL)


class Select(NamedTuple):
    """SQL with its parameters; the columns are COLUMNS, in that order."""

    sql: str
    parameters: tuple[Any, ...]


def of_traces(project_id: UUID, filter: dict[str, Any], *, pair_by: str, cluster_by: str, limit: int) -> Select | None:
    """The traces that the filter lets through, in the order of their ids; None where none can be."""
    rows = TRACES.rows(project_id).filter(filtering.build(TRACES, filter))
    own = Coalesce(F("external_id"), Cast("id", TextField()), output_field=TextField())
    pair: Combinable = Coalesce(_filled(grouping(pair_by)), own, output_field=TextField()) if pair_by else own
    cluster = Coalesce(_filled(grouping(cluster_by or "session_id")), Value(""), output_field=TextField())
    cost = TRACES.field("cost").expression  # as it was sent, or else by the catalogue
    answered = Q(output__isnull=False)
    nothing = Coalesce(_filled(F("error")), Value("The trace has no output."), output_field=TextField())
    values = (
        *(_typed("NULL::uuid"), F("id"), _short(pair), _short(cluster)),
        _case(answered, Value(ResultState.ANSWERED), Value(ResultState.ERRORED)),
        *(F("input"), F("output"), F("reference"), F("metadata"), F("latency_ms"), F("input_tokens"), F("output_tokens"), cost),
        _case(answered, Value(""), Value(NO_OUTPUT)),
        _case(answered, Value(""), nothing),
        _typed("statement_timestamp()"),
    )
    return _select(rows[:limit], values)


def of_examples(examples: QuerySet[Example], *, cluster_by: str, limit: int) -> Select | None:
    """The examples, in the order of their ids; each waits for its answer."""
    path = tuple(cluster_by.removeprefix("metadata.").split(".")) if cluster_by else ()
    cluster = Coalesce(_filled(_bare(at_path("metadata", path))), Value(""), output_field=TextField()) if path else Value("")
    values = (
        *(F("id"), _typed("NULL::uuid"), _short(F("external_id")), _short(cluster), Value(ResultState.WAITING)),
        *(F("input"), _typed("NULL::json"), F("reference"), F("metadata")),
        *(_typed("NULL::double precision"), _typed("NULL::bigint"), _typed("NULL::bigint"), _typed("NULL::numeric")),
        *(Value(""), Value(""), _typed("NULL::timestamptz")),
    )
    return _select(examples[:limit], values)


def is_grouping(name: str) -> bool:
    """Whether traces can be told apart by this: a field with one value, or a key of metadata."""
    try:
        grouping(name)
    except UnknownField:
        return False
    return True


def short(text: str) -> str:
    """A key as it stands in its column."""
    return text if len(text) <= MAX_KEY else f"{text[: MAX_KEY - 33]}…{md5(text.encode(), usedforsecurity=False).hexdigest()}"


def grouping(name: str) -> Combinable:
    """The text of a trace's field, or of a value in its metadata. Raises UnknownField."""
    try:
        found = TRACES.field(name)
    except UnknownField:
        found = TRACES.field(f"metadata.{name}")
    if found.kind not in _GROUPING:
        raise UnknownField(f"{name} is no single value; take a field such as session_id, or a key of metadata.")
    return _text(found)


def _text(found: Field) -> Combinable:
    if found.kind in (Kind.TEXT, Kind.VALUE):
        return as_text(found, formula_guard=False)
    return Func(as_json(found), template="(%(expressions)s)::text", output_field=TextField())


def _filled(text: Combinable) -> Combinable:
    return NullIf(text, Value(""), output_field=TextField())


def _bare(value: Expression) -> Expression:
    return Func(value, template="((%(expressions)s) #>> '{}')", output_field=TextField())


def _case(condition: Q, then: Any, default: Any) -> Expression:
    return Case(When(condition, then=then), default=default, output_field=CharField())


def _typed(sql: str) -> Expression:
    return Func(template=sql, output_field=TextField())


def _short(text: Any) -> Expression:
    """As `short`. The text is computed once, by a row of its own."""
    cut = f"CASE WHEN length(t) > {MAX_KEY} THEN left(t, {MAX_KEY - 33}) || '…' || md5(t) ELSE t END"
    return Func(text, template=f"(SELECT {cut} FROM (SELECT (%(expressions)s)::text AS t) AS key)", output_field=TextField())  # noqa: S608


def _select(rows: QuerySet[Any], values: tuple[Any, ...]) -> Select | None:
    try:
        sql, parameters = rows.values_list(*values).query.sql_with_params()
    except EmptyResultSet:
        return None
    return Select(sql, tuple(parameters))
