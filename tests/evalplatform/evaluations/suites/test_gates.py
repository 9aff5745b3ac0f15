from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.suites.gates import check_gate, with_directions

SCORERS = parse_scorers([{"name": "exact_match"}, {"name": "latency", "as": "time"}, {"name": "contains"}])


def test_a_metric_is_better_as_its_scorer_says() -> None:
    rules = [{"metric": "exact_match"}, {"metric": "time"}, {"metric": "contains", "direction": "lower"}, {"metric": "nope"}]
    told = with_directions({"rules": rules, "baseline": "main"}, SCORERS)
    assert [one.get("direction") for one in told["rules"]] == ["higher", "lower", "lower", None]
    assert told["baseline"] == "main"
    assert "direction" not in rules[0]


@pytest.mark.parametrize("gate", [{}, {"rules": []}, {"rules": [{"metric": "time", "floor": 2000, "allowed_loss": 50}]}], ids=str)
def test_what_is_right(gate: dict[str, Any]) -> None:
    check_gate(gate, SCORERS)


@pytest.mark.parametrize(
    ("gate", "pointer"),
    [
        ([], "/gate"),
        ({"rule": []}, "/gate/rule"),
        ({"rules": [7]}, "/gate/rules/0"),
        ({"rules": [{"metric": ["x"]}]}, "/gate/rules/0/metric"),
        ({"rules": [{"metric": "latency"}]}, "/gate/rules/0/metric"),
        ({"rules": [{"metric": "exact_match", "allowed_loss": 2}]}, "/gate/rules/0/allowed_loss"),
        ({"rules": [{"metric": "exact_match", "floor": 70}]}, "/gate/rules/0/floor"),
        ({"rules": [{"metric": "time", "floor": -1}]}, "/gate/rules/0/floor"),
        ({"baseline": "b" * 301}, "/gate/baseline"),
        ({"rules": [{"metric": "time"}], "baseline": {"exact_match": 0.5}}, "/gate/baseline/exact_match"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_never_be_judged_is_refused(gate: Any, pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_gate(gate, SCORERS)
    assert [one.pointer for one in caught.value.problems] == [pointer]
