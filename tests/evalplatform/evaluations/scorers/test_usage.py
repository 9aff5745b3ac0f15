from decimal import Decimal
from typing import Any

import pytest

from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.running import run
from evalplatform.evaluations.scorers.scorer import Answer, Direction, Errored, Scored, Usage

KNOWN = Answer(latency_ms=412.5, usage=Usage(9, 30, Decimal("0.00002")))


def of(answer: Answer, name: str, **params: Any) -> Scored | Errored:
    (chosen,) = parse_scorers([{"name": name, "params": params}])
    assert chosen.scorer.direction is Direction.LOWER
    return run(chosen.scorer, answer, chosen.params)


@pytest.mark.parametrize(
    ("name", "params", "wanted"),
    [
        ("latency", {}, 412.5),
        ("cost", {}, 0.00002),
        ("tokens", {}, 39.0),
        ("tokens", {"which": "input"}, 9.0),
        ("tokens", {"which": "output"}, 30.0),
    ],
)
def test_what_is_known(name: str, params: dict[str, str], wanted: float) -> None:
    assert of(KNOWN, name, **params) == Scored(wanted)


@pytest.mark.parametrize(
    ("name", "code"), [("latency", "missing_latency"), ("cost", "missing_cost"), ("tokens", "missing_tokens")], ids=str
)
def test_what_is_not_known_is_not_0(name: str, code: str) -> None:
    assert of(Answer(), name)[0] == code


def test_half_of_the_tokens_is_no_total() -> None:
    answer = Answer(usage=Usage(input_tokens=9))
    assert of(answer, "tokens")[0] == "missing_tokens"
    assert of(answer, "tokens", which="input") == Scored(9.0)


def test_nothing_at_all_is_0() -> None:
    answer = Answer(latency_ms=0, usage=Usage(0, 0, Decimal(0)))
    assert [of(answer, name) for name in ("latency", "cost", "tokens")] == [Scored(0.0)] * 3


def test_a_negative_time_is_not_on_the_scale() -> None:
    assert of(Answer(latency_ms=-1.0), "latency")[0] == "out_of_scale"
