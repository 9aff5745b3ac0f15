import json
from typing import Any

import pytest

from exports.finetuning.redact.json_text import redact_json, redact_value, searchable


def hide(text: str) -> str:
    return text.replace("john", "[X]").replace("4111111111111111", "[C]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "john", "b" : [1.10, "\\njohn\\u0021"]}', '{"a": "[X]", "b" : [1.10, "\\n[X]!"]}'),
        ('["\\u006aohn", "q\\"john\\\\"]', '["[X]", "q\\"[X]\\\\"]'),
        ('{"card":4111111111111111,"no":-4111111111111111}', '{"card":"[C]","no":-4111111111111111}'),
        ('{"john": 1, "john b": 2, "c": {"john" : 3}}', '{"[X]": 1, "[X] b": 2, "c": {"[X] 2" : 3}}'),
        (' \n[\n  "john"\n]\n', ' \n[\n  "[X]"\n]\n'),
        ('["é", "john\\ud800"]', '["é", "[X]\ud800"]'),
        ('{"inner": "{\\"a\\": \\"john\\"}"}', '{"inner": "{\\"a\\": \\"[X]\\"}"}'),
    ],
    ids=["strings", "escapes", "numbers", "keys", "layout", "surrogate", "nested"],
)
def test_strings_inside(text: str, expected: str) -> None:
    assert redact_json(text, hide) == expected
    assert isinstance(json.loads(expected, strict=True), dict | list)


@pytest.mark.parametrize("text", ["john", '"john"', "{john}", "[1, 2", "", "   ", "[" * 100_000, "{}x"])
def test_what_is_no_json(text: str) -> None:
    assert redact_json(text, hide) is None


def test_the_same_where_nothing_changed() -> None:
    text = '{"a": "\\u0041"}'
    assert redact_json(text, hide) is text


@pytest.mark.parametrize(
    "value",
    [{"a": ["john", {"b": 12345678901234567890123}]}, {"a": "john\0\ud800", "b": None}, {"a": "john", "b": 1.1}],
    ids=["big", "flaws", "float"],
)
def test_values(value: Any) -> None:
    found = redact_value(value, lambda text: redact_json(text, hide) or text)
    assert found == json.loads(json.dumps(value).replace("john", "[X]"))


def test_a_value_without_data_is_the_same() -> None:
    value = {"a": [1, "b\u2028"]}
    assert redact_value(value, hide) is value


def test_what_to_search() -> None:
    assert searchable("a\\nb") == "a\\nb"
    assert searchable('{"a": "b\\nc\\/\\"d"}') == '{"a": "b\nc/\\"d"}'
    assert searchable('["\\u0040"]') is None
    assert searchable('["a"]') == '["a"]'
    assert searchable('["a"]', exactly=True) is None
