from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from integrations.variables import filled, names

TEMPLATE = {"name": "of {{ day }} in {{place}}", "rows": "{{count}}", "list": ["{{place}}", 1, None], "{{key}}": "as it is"}


def test_a_text_that_is_one_placeholder_becomes_the_value() -> None:
    found = filled(TEMPLATE, {"day": "Monday", "place": "Zürich", "count": 7})
    assert found == {"name": "of Monday in Zürich", "rows": 7, "list": ["Zürich", 1, None], "{{key}}": "as it is"}


def test_names_are_those_in_texts() -> None:
    assert names(TEMPLATE) == {"day", "place", "count"}


def test_a_value_is_not_a_template() -> None:
    assert filled({"a": "{{x}} {{y}}"}, {"x": "{{y}}", "y": "1"}) == {"a": "{{y}} 1"}


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ([], ["/variables"]),
        ({"x": 1}, ["/variables/y"]),
        ({"x": 1, "y": 2, "z": 3}, ["/variables/z"]),
        ({"x": [1], "y": {}}, ["/variables/x", "/variables/y"]),
        ({"x": "l" * 2001, "y": 1}, ["/variables/x"]),
        (None, ["/variables/x", "/variables/y"]),
    ],
    ids=["list", "missing", "unknown", "types", "long", "none"],
)
def test_what_does_not_fit_is_refused(given: Any, pointers: list[str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        filled({"a": "{{x}}{{y}}"}, given)
    assert [one.pointer for one in raised.value.problems] == pointers
