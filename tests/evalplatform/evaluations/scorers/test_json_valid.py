import pytest

from evalplatform.evaluations.scorers.scorer import Scored
from tests.evalplatform.evaluations.scorers.scoring import code, outcome, value


@pytest.mark.parametrize(
    ("output", "params", "wanted"),
    [
        ('{"a": [1, 2.5, null]}', {}, 1.0),
        ("  17 ", {}, 1.0),
        ({"answer": "Paris", "sure": True}, {}, 1.0),
        ([1, 2], {}, 1.0),
        ({"role": "assistant", "content": '{"a": 1}'}, {}, 1.0),
        ({"role": "assistant", "content": "{a: 1}"}, {}, 0.0),
        ([{"role": "assistant", "content": "no"}], {}, 0.0),
        ("", {}, 0.0),
        ("NaN", {}, 0.0),
        ("{'a': 1}", {}, 0.0),
        ('{"a": 1} and more', {}, 0.0),
        ('```json\n{"a": 1}\n```', {}, 0.0),
        ('```json\n{"a": 1}\n```\n', {"fence": True}, 1.0),
        ("```\r\n[1]\r\n```", {"fence": True}, 1.0),
        ('Here:\n```json\n{"a": 1}\n```', {"fence": True}, 0.0),
        ("```\n[1] ```", {"fence": True}, 1.0),
        ("```json [1]```", {"fence": True}, 0.0),
        ("```\n" + " " * 1_000_000 + "x```", {"fence": True}, 0.0),
        ("9" * 5_000, {}, 0.0),
    ],
    ids=lambda one: str(one)[:40],
)
def test_valid(output: object, params: dict[str, bool], wanted: float) -> None:
    assert value("json_valid", output, **params) == wanted


def test_nesting_without_end_is_no_crash() -> None:
    assert outcome("json_valid", "[" * 100_000) == Scored(0.0, "too_deep", "This is nested too deep.")


def test_no_output_is_not_the_value_null() -> None:
    assert code("json_valid", None) == "no_output"


def test_a_message_without_a_text() -> None:
    assert code("json_valid", {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}) == "no_text"
