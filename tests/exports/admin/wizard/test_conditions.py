from typing import Any

import pytest

from evalplatform import filtering
from evalplatform.errors import InvalidInput
from evalplatform.tracing.fields import TRACES
from exports.admin.wizard.conditions import OPERATORS, Row, joined, place

NAME = Row(1, "name", "eq", "5")


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (NAME, "5"),
        (Row(1, "latency_ms", "gte", "500"), 500),
        (Row(1, "score.correct", "eq", "0.5"), 0.5),
        (Row(1, "latency_ms", "between", "1, 2"), [1, 2]),
        (Row(1, "model", "in", "a,b "), ["a", "b"]),
        (Row(1, "metadata.topic", "eq", "5"), 5),
        (Row(1, "metadata.topic", "eq", "refunds"), "refunds"),
        (Row(1, "output", "exists", "no"), False),
        (Row(1, "output", "exists", ""), True),
        (Row(1, "started_at", "lt", "2026-01-01T00:00:00Z"), "2026-01-01T00:00:00Z"),
    ],
)
def test_a_value_is_what_its_field_takes(row: Row, value: Any) -> None:
    found = joined(TRACES, [row], None)
    assert found == {"field": row.field, "op": row.operator, "value": value}
    filtering.build(TRACES, found)


def test_all_hold_beside_what_was_written() -> None:
    written = {"not": {"field": "status", "op": "eq", "value": "error"}}
    assert joined(TRACES, [], None) == {}
    assert joined(TRACES, [], written) == written
    assert joined(TRACES, [NAME], written) == {"and": [{"field": "name", "op": "eq", "value": "5"}, written]}


@pytest.mark.parametrize(
    ("rows", "written", "name"),
    [
        ([Row(2, "nowhere", "eq", "1")], None, "field_2"),
        ([NAME, Row(3, "nowhere", "eq", "1")], None, "field_3"),
        ([NAME], {"field": "nowhere", "op": "eq", "value": 1}, "filter"),
        ([], {"field": "nowhere", "op": "eq", "value": 1}, "filter"),
    ],
)
def test_what_is_refused_has_its_place(rows: list[Row], written: Any, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        filtering.build(TRACES, joined(TRACES, rows, written))
    assert [place(f"/filter{one.pointer}", rows, written) for one in caught.value.problems] == [name]


def test_every_operator_of_the_language_is_offered() -> None:
    known = {one for kind in {field.kind for field in TRACES.fields} for one in filtering.operators(kind)}
    assert known <= set(OPERATORS)
