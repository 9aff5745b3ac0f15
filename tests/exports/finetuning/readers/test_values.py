from typing import Any

import pytest

from exports.finetuning.breaches import Rejected
from exports.finetuning.readers.values import described, refuse_unread


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        ("", "an empty text"),
        ("secret", "text"),
        (True, "true"),
        (1.5, "a number"),
        ([1, 2], "a list of 2"),
        ({"a": "secret", "b" * 50: 1}, "an object with a, " + "b" * 40 + "…"),
        (dict.fromkeys("abcdefghi"), "an object with a, b, c, d, e, f, g, h, …"),
    ],
    ids=["null", "empty", "text", "true", "number", "list", "object", "many_keys"],
)
def test_a_value_is_described_without_its_content(value: Any, words: str) -> None:
    assert described(value) == words


def test_only_what_says_something_is_refused() -> None:
    refuse_unread({"read": "x", "a": None, "b": 1, "c": True, "d": "", "e": [], "f": {"g": 1, "h": None}}, frozenset(("read",)), "")
    for value in ("x", [0], {"g": "x"}):
        with pytest.raises(Rejected, match="'other'"):
            refuse_unread({"other": value}, frozenset(("read",)), "")
