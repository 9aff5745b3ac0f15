import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations.gate.rules import Direction, Gate, Question, Rule, Waiver

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_name_is_enough() -> None:
    rule = Rule("accuracy")
    assert (rule.direction, rule.question, rule.allowed_loss, rule.alpha) == (Direction.HIGHER, Question.REGRESSION, 0.0, 0.05)
    assert (rule.compares, rule.sign, Rule("cost", Direction.LOWER).sign) == (True, 1, -1)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("metric", ""),
        ("direction", "up"),
        ("question", "why"),
        ("allowed_loss", -0.1),
        ("allowed_loss", math.nan),
        ("allowed_loss", math.inf),
        ("allowed_loss", None),
        ("floor", math.nan),
        ("alpha", 0),
        ("alpha", 0.0009),
        ("alpha", 0.51),
        ("min_examples", 0),
        ("max_errored", 1.5),
    ],
    ids=lambda value: str(value),
)
def test_refuses_what_makes_no_sense(key: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as raised:
        Rule(**{"metric": "accuracy", key: value})
    assert [problem.pointer for problem in raised.value.problems] == [f"/{key}"]


def test_floor_alone_needs_no_baseline() -> None:
    assert Rule("accuracy", allowed_loss=None, floor=0.5).compares is False


def test_gate_has_one_rule_a_metric() -> None:
    with pytest.raises(InvalidInput, match="Each metric has one rule"):
        Gate((Rule("a"), Rule("b"), Rule("a", floor=0.1)))
    with pytest.raises(InvalidInput, match="at most 50 rules"):
        Gate(tuple(Rule(str(number)) for number in range(51)))
    with pytest.raises(InvalidInput, match="max_unpaired"):
        Gate((), max_unpaired=-1)


@pytest.mark.parametrize(
    ("metric", "after", "covered"), [(None, -1, True), ("a", -1, True), ("b", -1, False), ("a", 0, False), (None, 60, False)]
)
def test_waiver_covers_its_metric_until_its_time(metric: str | None, after: int, covered: bool) -> None:
    waiver = Waiver("ada", "known flake", NOON, metric)
    assert waiver.covers("a", NOON + timedelta(minutes=after)) is covered


def test_waiver_says_who_why_and_when_exactly() -> None:
    with pytest.raises(InvalidInput) as raised:
        Waiver(" ", "", NOON.replace(tzinfo=None))
    assert [problem.pointer for problem in raised.value.problems] == ["/who", "/why", "/until"]
