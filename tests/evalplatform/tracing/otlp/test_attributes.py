from typing import Any

import pytest

from evalplatform.tracing.otlp.attributes import finite, first_count, first_text, parsed, rows, structured, take_indexed


def test_texts() -> None:
    attributes: dict[str, Any] = {"a": "", "b": "xxxxxx", "c": True, "d": 7, "e": "x"}
    assert [first_text(attributes, names, 5) for names in ("abc", "abcd", "abce", "z")] == ["", "7", "x", ""]


@pytest.mark.parametrize(
    ("value", "read"), [(7, 7), (7.0, 7), (7.5, None), (-1, None), (True, None), ("7", None), (2**62, None), (1e300, None)]
)
def test_counts(value: Any, read: int | None) -> None:
    assert first_count({"a": value}, ("b", "a")) == read


@pytest.mark.parametrize(
    ("value", "read"), [(1, 1), (0.5, 0.5), (True, None), ("1", None), (float("nan"), None), (2**53 + 1, None), (10**400, None)]
)
def test_finite_numbers(value: Any, read: float | None) -> None:
    assert finite(value) == read


def test_json_within_texts() -> None:
    assert [structured(text) for text in ('{"a":1}', " [1]", "{a", "7", "text", 7)] == [{"a": 1}, [1], "{a", "7", "text", 7]
    assert [parsed(text) for text in ("7", "null", '"a"', "a", None)] == [7, None, "a", "a", None]


def test_numbered_attributes_are_taken_in_their_order_and_others_stay() -> None:
    attributes = {"p.10.a": 1, "p.2.b.0.c": 2, "p.2.b.1.c": 3, "p.x.a": 4, "p.0": 5, "p": 6, "pp.0.a": 7}
    assert take_indexed(attributes, "p") == [5, {"b": {"0": {"c": 2}, "1": {"c": 3}}}, {"a": 1}]
    assert attributes == {"p.x.a": 4, "p": 6, "pp.0.a": 7}


@pytest.mark.parametrize(
    "attributes",
    [{"p.0": 1, "p.0.a": 2}, {"p.0.a.b": 1, "p.0.a": 2}, {"p." + "0." * 20: 1}, {f"p.{'9' * 5000}.a": 1}, {"p.²": 1}],
    ids=["leaf and branch", "branch and leaf", "deep", "huge", "no digit"],
)
def test_what_contradicts_itself_or_is_no_number_stays(attributes: dict[str, Any]) -> None:
    first, *_ = found = dict(attributes).items()
    left = dict(attributes)
    taken = take_indexed(left, "p")
    assert len(left) + len(taken) == len(found)
    assert (first in left.items()) == (taken == [])


def test_rows() -> None:
    assert [rows(value) for value in ({"1": "b", "0": "a"}, ["x"], {"a": 1}, None, "ab")] == [["a", "b"], ["x"], [], [], []]
