from typing import Any

import pytest

from evalplatform.evaluations.datasets.files.columns import Columns, cell, example_of


def codes(found: Any) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in found]


def test_columns_named_like_the_fields() -> None:
    row = {"input": "q", "reference": "4", "split": "test", "external_id": "a", "metadata.page": 3, "metadata.a.b": [1], "id": "x"}
    assert example_of(row, Columns()) == {
        "input": "q",
        "reference": "4",
        "split": "test",
        "external_id": "a",
        "metadata": {"page": 3, "a": {"b": [1]}},
    }


def test_other_names() -> None:
    columns = Columns(names={"input": "question", "reference": "answer"}, others="metadata")
    row = {"question": "q", "answer": "4", "a.b": 1, "input": "old", "id": "dropped"}
    assert example_of(row, columns) == {"input": "q", "reference": "4", "metadata": {"a.b": 1, "input": "old"}}


def test_other_columns() -> None:
    assert codes(example_of({"input": 1, "a/b": 2}, Columns())) == [("/a~1b", "unknown_field")]
    assert example_of({"input": 1, "a/b": 2}, Columns(others="ignore")) == {"input": 1}


def test_a_whole_metadata_beside_columns_of_it() -> None:
    assert example_of({"input": 1, "metadata": {"a": 1}, "metadata.b": 2}, Columns()) == {"input": 1, "metadata": {"a": 1, "b": 2}}
    assert example_of({"input": 1, "metadata": None, "metadata.b": 2}, Columns()) == {"input": 1, "metadata": {"b": 2}}
    assert codes(example_of({"metadata": {"b": 1}, "metadata.b": 2}, Columns())) == [("/metadata.b", "duplicate")]
    assert codes(example_of({"metadata": 7, "metadata.b": 2}, Columns())) == [("/metadata", "type")]
    assert codes(example_of({"metadata.b": 1, "metadata.b.c": 2}, Columns())) == [("/metadata.b.c", "duplicate")]
    assert codes(example_of({"metadata.b.c": 1, "metadata.b": 2}, Columns())) == [("/metadata.b", "duplicate")]


def test_no_value_is_no_key() -> None:
    assert example_of({"input": 1, "metadata.a": None}, Columns()) == {"input": 1}


@pytest.mark.parametrize(
    ("text", "auto", "json"),
    [
        ('{"a":1}', {"a": 1}, {"a": 1}),
        (' ["x"]', ["x"], ["x"]),
        ('"4"', "4", "4"),
        ("4", "4", 4),
        ("true", "true", True),
    ],
)
def test_cells_of_text(text: str, auto: Any, json: Any) -> None:
    assert cell(text, how="auto", name="input") == auto
    assert cell(text, how="json", name="input") == json
    assert cell(text, how="text", name="input") == text
    assert cell(text, how="json", name="external_id") == text


@pytest.mark.parametrize("text", ['"Well," she said', "{braces}", "[1", '"a" "b"'])
def test_text_that_only_looks_like_json(text: str) -> None:
    assert cell(text, how="auto", name="input") == text
