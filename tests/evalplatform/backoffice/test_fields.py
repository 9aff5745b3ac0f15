from typing import Any

import pytest
from django.core.exceptions import ValidationError

from evalplatform.backoffice.fields import Json, Lines, secret


@pytest.mark.parametrize(
    ("written", "read"),
    [("", []), (" a \r\n\n b", ["a", "b"]), ("é\u2028x", ["é", "x"])],
    ids=["empty", "blank lines", "unicode"],
)
def test_lines(written: str, read: list[str]) -> None:
    assert Lines("x").clean(written) == read


def test_lines_come_back_as_they_were_sent() -> None:
    assert Lines("x").prepare_value(["a", "b"]) == "a\nb"
    assert Lines("x").prepare_value("a\n\n") == "a\n\n"


@pytest.mark.parametrize(("written", "read"), [("  ", None), ('{"a":1}', {"a": 1}), ("12345678901234567890123", 12345678901234567890123)])
def test_json(written: str, read: Any) -> None:
    assert Json("x").clean(written) == read


@pytest.mark.parametrize("written", ["{", "NaN", "1e999", "[" * 5000], ids=["cut", "nan", "infinite", "deep"])
def test_what_is_no_json_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        Json("x").clean(written)


def test_json_comes_back_readable() -> None:
    assert Json("x").prepare_value({"é": [1]}) == '{\n  "é": [\n    1\n  ]\n}'
    assert Json("x").prepare_value("{") == "{"


def test_a_secret_does_not_come_back() -> None:
    assert "hunter2" not in secret("x").widget.render("x", "hunter2")
