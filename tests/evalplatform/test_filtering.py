from decimal import Decimal
from typing import Any

import pytest
import uuid_utils.compat as uuid
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalplatform import exact_json
from evalplatform.errors import InvalidInput
from evalplatform.fields import Kind
from evalplatform.filtering import build, operators
from evalplatform.projects.models import Project
from evalplatform.tracing.fields import TRACES
from evalplatform.tracing.models import Score, Trace
from tests.evalplatform.filter_model import Row, matches

WORDS = st.sampled_from(["", "a", "A", "ab", "b%", "_", "a\\", 'say "x"', "line\nend", "é", "🙂", "null", "1"])
NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([0.1, -0.5, 1e22, 2**70]))
SCALARS = st.one_of(WORDS, NUMBERS, st.booleans())
JSON = st.recursive(
    st.one_of(st.none(), SCALARS), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab0"), inner)
)
MOMENTS = st.sampled_from(["2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2026-01-02T00:00:00.000001Z"])
COSTS = st.sampled_from(["0.1", "0.10", 0.1, 1, "2.0000000001"])
ROWS = st.fixed_dictionaries(
    {
        "model": WORDS,
        "external_id": st.none(),
        "output": st.none() | JSON.map(exact_json.dumps),
        "metadata": st.dictionaries(st.sampled_from("ab"), JSON, max_size=2),
        "tags": st.lists(WORDS, max_size=2, unique=True),
        "latency_ms": st.one_of(st.none(), st.sampled_from([0.1, 1.0, 2.0])),
        "usage": st.fixed_dictionaries({"input_tokens": st.none() | st.integers(0, 3), "cost_usd": st.none() | COSTS}),
        "started_at": st.sampled_from([None, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00.000001Z"]),
        "scores": st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from([0.0, 1.0, 0.1])),
    }
)
FIELDS: dict[str, tuple[Kind, st.SearchStrategy[Any]]] = {
    "model": (Kind.TEXT, WORDS),
    "external_id": (Kind.TEXT, WORDS),
    "output": (Kind.JSON, WORDS),
    "metadata": (Kind.OBJECT, WORDS),
    "metadata.a": (Kind.VALUE, SCALARS),
    "metadata.a.b": (Kind.VALUE, SCALARS),
    "metadata.a.0": (Kind.VALUE, SCALARS),
    "tags": (Kind.LIST, WORDS),
    "latency_ms": (Kind.NUMBER, st.sampled_from([0.1, 1, 2.0])),
    "usage.input_tokens": (Kind.INTEGER, st.integers(0, 3)),
    "usage.cost_usd": (Kind.DECIMAL, COSTS),
    "started_at": (Kind.TIMESTAMP, MOMENTS),
    "score.x": (Kind.NUMBER, st.sampled_from([0, 1, 0.1])),
}


@st.composite
def comparisons(draw: st.DrawFn) -> Row:
    name = draw(st.sampled_from(list(FIELDS)))
    kind, values = FIELDS[name]
    op = draw(st.sampled_from(operators(kind)))
    return {"field": name, "op": op, "value": draw(_operands(kind, op, values))}


def _operands(kind: Kind, op: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    ordered = st.one_of(WORDS, NUMBERS) if kind is Kind.VALUE else values
    match op:
        case "exists":
            return st.booleans()
        case "in" | "has_any" | "has_all":
            return st.lists(values, max_size=3)
        case "between" if kind is Kind.VALUE:
            return st.lists(WORDS, min_size=2, max_size=2) | st.lists(NUMBERS, min_size=2, max_size=2)
        case "between":
            return st.lists(ordered, min_size=2, max_size=2)
        case "lt" | "lte" | "gt" | "gte":
            return ordered
        case "contains" | "icontains" | "startswith":
            return WORDS.filter(str.isascii) if op == "icontains" else WORDS
    return st.none() | values


FILTERS = st.recursive(
    comparisons() | st.just({}),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"and": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"or": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)


def stored(project: Project, rows: list[Row]) -> list[Trace]:
    """The rows as traces, each with an older and a latest score of every name."""
    traces = [
        Trace(
            project=project,
            input="null",
            content_hash=b"",
            input_tokens=row["usage"]["input_tokens"],
            cost_usd=None if row["usage"]["cost_usd"] is None else Decimal(str(row["usage"]["cost_usd"])),
            **{name: row[name] for name in ("model", "external_id", "output", "metadata", "tags", "latency_ms", "started_at")},
        )
        for row in rows
    ]
    Trace.objects.bulk_create(traces)
    Score.objects.bulk_create(
        Score(id=uuid.uuid7(), project=project, trace=trace, name=name, value=value, source=source)
        for trace, row in zip(traces, rows, strict=True)
        for name, latest in row["scores"].items()
        for source, value in (("human", 1 - latest), ("api", latest))
    )
    return traces


def found(project: Project, spec: Any) -> QuerySet[Any]:
    return TRACES.rows(project.id).filter(build(TRACES, spec))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(ROWS, min_size=1, max_size=6), specs=st.lists(FILTERS, min_size=1, max_size=6))
def test_it_agrees_with_the_same_language_in_python_and_not_is_the_complement(project: Project, rows: list[Row], specs: list[Any]) -> None:
    Score.objects.all().delete()
    Trace.objects.all().delete()
    traces = stored(project, rows)
    for spec in specs:
        wanted = {trace.id for trace, row in zip(traces, rows, strict=True) if matches(row, spec)}
        assert set(found(project, spec).values_list("id", flat=True)) == wanted, spec
        assert set(found(project, {"not": spec}).values_list("id", flat=True)) == {trace.id for trace in traces} - wanted, spec


def refusal(spec: Any) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        build(TRACES, spec)
    (problem,) = caught.value.problems
    return problem.pointer, problem.code


@pytest.mark.parametrize("spec", [None, {}, {"and": []}, {"or": [{}]}, {"not": {"or": []}}])
def test_everything_passes(project: Project, spec: Any) -> None:
    trace = Trace.objects.create(project=project, input="1", content_hash=b"")
    assert list(found(project, spec)) == [trace]


@pytest.mark.parametrize("spec", [[], "a", 1, {"a": 1}, {"field": "model"}, {"and": {}}, {"and": [], "or": []}, {"field": 1, "op": "eq"}])
def test_malformed(spec: Any) -> None:
    assert refusal(spec) == ("", "malformed_filter")


@pytest.mark.parametrize(
    "name", ["", "nope", "metadata.", "metadata.a..b", "score.", "usage", "scores", "mo\0del", "metadata.\ud800", "metadata." + "a" * 500]
)
def test_unknown_field_is_pointed_at(name: str) -> None:
    spec = {"and": [{}, {"not": {"or": [{"field": name, "op": "eq", "value": 1}]}}]}
    assert refusal(spec) == ("/and/1/not/or/0/field", "unknown_field")


@pytest.mark.parametrize(
    ("name", "op"), [("model", "nope"), ("input", "eq"), ("tags", "eq"), ("latency_ms", "contains"), ("metadata", "eq")]
)
def test_operator_that_does_not_fit(name: str, op: str) -> None:
    assert refusal({"field": name, "op": op, "value": 1}) == ("/op", "unknown_operator")


@pytest.mark.parametrize(
    ("name", "op", "value", "pointer"),
    [
        ("model", "eq", 1, ""),
        ("model", "eq", "\0", ""),
        ("model", "eq", "a" * 10_001, ""),
        ("model", "in", ["a", "\ud800"], "/1"),
        ("model", "in", "a", ""),
        ("model", "in", [None], "/0"),
        ("status", "eq", "failed", ""),
        ("latency_ms", "gte", "5", ""),
        ("latency_ms", "gte", True, ""),
        ("latency_ms", "gte", float("nan"), ""),
        ("latency_ms", "gte", 10**400, ""),
        ("latency_ms", "between", [1], ""),
        ("latency_ms", "between", [1, "2"], "/1"),
        ("usage.input_tokens", "eq", 1.5, ""),
        ("usage.input_tokens", "eq", 2**63, ""),
        ("usage.cost_usd", "eq", "1e9", ""),
        ("usage.cost_usd", "eq", 1e300, ""),
        ("usage.cost_usd", "eq", "NaN", ""),
        ("started_at", "lt", "2026-01-01T00:00:00", ""),
        ("started_at", "lt", "2026-13-01", ""),
        ("started_at", "lt", 1, ""),
        ("id", "eq", "1", ""),
        ("output", "contains", 1, ""),
        ("output", "icontains", "a" * 10_001, ""),
        ("metadata.a", "in", ["", "a" * 10_001], "/1"),
        ("output", "exists", "yes", ""),
        ("tags", "has_any", "a", ""),
        ("tags", "has_all", [1], "/0"),
        ("metadata.a", "eq", {}, ""),
        ("metadata.a", "lt", True, ""),
        ("metadata.a", "between", [1, "a"], "/1"),
        ("metadata.a", "contains", 1, ""),
    ],
)
def test_wrong_type_is_pointed_at(name: str, op: str, value: Any, pointer: str) -> None:
    assert refusal({"field": name, "op": op, "value": value}) == (f"/value{pointer}", "wrong_type")


def nested(depth: int) -> Any:
    spec: Any = {"field": "model", "op": "eq", "value": "a"}
    for _ in range(depth - 1):
        spec = {"not": spec}
    return spec


def test_limits(project: Project) -> None:
    one = nested(1)
    longest = {"field": "output", "op": "icontains", "value": "é" * 10_000}
    for allowed in (longest, nested(20), {"and": [one] * 200}, {"field": "model", "op": "in", "value": ["a"] * 1000}):
        assert found(project, allowed).count() == 0
    assert refusal(nested(21)) == ("", "filter_too_large")
    assert refusal({"and": [one] * 201}) == ("", "filter_too_large")
    assert refusal({"field": "model", "op": "in", "value": ["a"] * 1001}) == ("/value", "filter_too_large")


def test_equality_in_metadata_can_use_its_index(project: Project) -> None:
    sql, _ = found(project, {"field": "metadata.a.b", "op": "eq", "value": 1}).query.sql_with_params()
    assert '"metadata" @> ' in sql


def test_many_values_in_metadata_match_as_few_do(project: Project) -> None:
    rows = [Trace(project=project, input="1", content_hash=b"", metadata={"a": value}) for value in (7, 7.0, "7", [7], None, True)]
    Trace.objects.bulk_create(rows)
    for values in ([7, True], [7, True, *range(100, 200)]):
        assert list(found(project, {"field": "metadata.a", "op": "in", "value": values})) == [rows[0], rows[1], rows[5]]
    assert refusal({"field": "metadata.a", "op": "in", "value": [*range(99), {}]}) == ("/value/99", "wrong_type")


def test_every_kind_has_operators() -> None:
    assert {kind for kind in Kind if "exists" in operators(kind)} == set(Kind)
