import json
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from evalplatform_sdk.tracing import captured
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from evalplatform import exact_json


class Color(Enum):
    RED = "red"


@dataclass
class Point:
    x: int
    y: Any = None


class Answer(BaseModel):
    text: str
    score: float | None = None


class Broken:
    def __repr__(self) -> str:
        raise RuntimeError("no")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary(max_size=9),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=30,
)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"a": [1, 0.1, True, None, "é🙂"]}, {"a": [1, 0.1, True, None, "é🙂"]}),
        ((1, {2}), [1, [2]]),
        ({1: "a", None: "b"}, {"1": "a", "None": "b"}),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (2**70, str(2**70)),
        (10**5000, "(a number of 16,610 bits)"),
        (b"abc", "(3 bytes)"),
        (Decimal("1.10"), "1.10"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
        (Color.RED, "red"),
        (Point(1, Point(2)), {"x": 1, "y": {"x": 2, "y": None}}),
        (Answer(text="4"), {"text": "4"}),
        (OrderedDict(a=1), {"a": 1}),
        (SimpleNamespace(a=SimpleNamespace(b=1)), {"a": {"b": 1}}),
        (deque([1]), "deque([1])"),
        (Broken(), "<Broken>"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values(value: Any, kept: Any) -> None:
    assert captured(value) == kept


@given(JSON)
def test_whatever_it_is_the_server_takes_it(value: Any) -> None:
    exact_json.loads(json.dumps(captured(value), allow_nan=False).encode())


def test_a_long_text_says_how_long_it_was() -> None:
    assert captured("é" * 1000, 58) == "é" * 50 + "… (1,000 characters in all)"


def test_a_long_list_and_a_long_object_say_that_they_are_cut() -> None:
    cut = captured(list(range(100_000)), 80)
    assert (cut[:3], cut[-1]) == ([0, 1, 2], "… (left out: 99,991 more)")
    assert captured({str(n): n for n in range(100_000)}, 80)["…"] == "… (left out: too long)"


@given(st.integers(1, 300), JSON)
def test_it_stays_within_the_size(longest: int, value: Any) -> None:
    assert len(json.dumps(captured(value, longest), ensure_ascii=False)) < longest * 3 + 200


def test_what_holds_itself_ends() -> None:
    value: list[Any] = []
    value.append(value)
    assert json.dumps(captured(value)).count("[") == 30


def test_a_picture_and_no_reference() -> None:
    value = {"a": [1]}
    kept = captured(value)
    value["a"].append(2)
    assert kept == {"a": [1]}
