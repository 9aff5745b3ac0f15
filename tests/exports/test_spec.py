from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from exports import spec


def refused(body: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        spec.parse(body)
    return {(problem.pointer, problem.code) for problem in caught.value.problems}


def test_defaults() -> None:
    asked = spec.parse({"resource": "traces"})
    assert (asked.format, asked.compression, asked.priority, asked.formula_guard, asked.chunk_rows) == (
        "jsonl",
        "none",
        "normal",
        True,
        1000,
    )
    assert [column.name for column in asked.columns] == [one.name for one in asked.resource.listed]


def test_fields_are_chosen_excluded_and_renamed_in_the_order_asked_for() -> None:
    asked = spec.parse({"resource": "traces", "fields": ["metadata.a.b", "id", "name"], "exclude": ["name"], "rename": {"id": "key"}})
    assert [(column.name, column.field.name) for column in asked.columns] == [("metadata.a.b", "metadata.a.b"), ("key", "id")]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ([], ("", "wrong_type")),
        ({}, ("/resource", "unknown_resource")),
        ({"resource": "traces", "format": "xls"}, ("/format", "unknown_format")),
        ({"resource": "traces", "compression": "rar"}, ("/compression", "unknown_compression")),
        ({"resource": "traces", "fields": ["id", "nope"]}, ("/fields/1", "unknown_field")),
        ({"resource": "traces", "fields": "id"}, ("/fields", "wrong_type")),
        ({"resource": "traces", "exclude": ["nope"]}, ("/exclude", "unknown_field")),
        ({"resource": "traces", "rename": {"nope": "x"}}, ("/rename/nope", "unknown_field")),
        ({"resource": "traces", "rename": {"id": ""}}, ("/rename", "wrong_type")),
        ({"resource": "traces", "rename": {"id": "name"}}, ("/fields", "duplicate_name")),
        ({"resource": "traces", "rename": {"id": "x" * 64}}, ("/rename", "bad_name")),
        ({"resource": "traces", "rename": {"id": "\0"}}, ("/rename", "bad_name")),
        ({"resource": "traces", "rename": {"id": "\ud800"}}, ("/rename", "bad_name")),
        ({"resource": "traces", "fields": ["id"], "exclude": ["id"]}, ("/fields", "invalid")),
        ({"resource": "traces", "formats": "csv"}, ("/formats", "unknown_field")),
        ({"resource": "traces", "options": {"chunk_rows": 99}}, ("/options/chunk_rows", "invalid")),
        ({"resource": "traces", "options": {"chunk_rows": True}}, ("/options/chunk_rows", "invalid")),
        ({"resource": "traces", "options": {"csv_formula_guard": 1}}, ("/options/csv_formula_guard", "wrong_type")),
        ({"resource": "traces", "filter": {"field": "nope", "op": "eq", "value": 1}}, ("/filter/field", "unknown_field")),
    ],
)
def test_refuses_with_pointer(body: Any, problem: tuple[str, str]) -> None:
    assert problem in refused(body)


def test_tells_all_problems_at_once() -> None:
    assert refused({"resource": "traces", "format": "x", "shape": "y"}) == {("/format", "unknown_format"), ("/shape", "unknown_shape")}
