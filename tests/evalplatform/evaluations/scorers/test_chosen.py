from typing import Any

import pytest

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.scorer import BINARY, Scale


def refused(given: Any) -> list[Problem]:
    with pytest.raises(InvalidInput) as error:
        parse_scorers(given)
    return list(error.value.problems)


def test_a_name_is_enough() -> None:
    (chosen,) = parse_scorers([{"name": "last_number"}])
    assert (chosen.metric, chosen.scorer.name, chosen.given, chosen.scale) == ("last_number", "last_number", {}, BINARY)


def test_one_scorer_twice_under_two_names() -> None:
    one, other = parse_scorers([{"name": "regex", "params": {"pattern": "a"}}, {"name": "regex", "params": {"pattern": "b"}, "as": "b"}])
    assert [(chosen.metric, chosen.given) for chosen in (one, other)] == [("regex", {"pattern": "a"}), ("b", {"pattern": "b"})]


def test_a_scale_that_depends_on_parameters() -> None:
    asked = {"rubric": "Is it right?", "model": "m"}
    five, two = parse_scorers(
        [{"name": "llm_judge", "params": asked}, {"name": "llm_judge", "as": "right", "params": {**asked, "lowest": 0, "highest": 1}}]
    )
    assert (five.scale, two.scale) == (Scale("number", "points", 1.0, 5.0), BINARY)


def test_all_that_is_wrong_is_told_at_once() -> None:
    problems = refused([{"name": "regex"}, {"name": "regexp"}, {"name": "cost", "params": {"a": 1}}, {"name": "cost", "weight": 1}, "cost"])
    assert [(problem.pointer, problem.code) for problem in problems] == [
        ("/scorers/0/params/pattern", "required"),
        ("/scorers/1/name", "unknown_scorer"),
        ("/scorers/2/params/a", "unknown_parameter"),
        ("/scorers/3/weight", "unknown_field"),
        ("/scorers/4", "wrong_type"),
    ]


def test_names_of_metrics_are_unique() -> None:
    doubled = [{"name": "cost"}, {"name": "cost"}, {"name": "latency", "as": "cost"}]
    assert [(problem.pointer, problem.code) for problem in refused(doubled)] == [
        ("/scorers/1/name", "duplicate"),
        ("/scorers/2/as", "duplicate"),
    ]


@pytest.mark.parametrize("name", ["", " ", "a" * 101, "a\nb", 7, None], ids=repr)
def test_odd_names_of_metrics(name: Any) -> None:
    assert [problem.pointer for problem in refused([{"name": "cost", "as": name}])] == ["/scorers/0/as"]


@pytest.mark.parametrize("given", [None, {}, [], [{"name": "cost"}] * 51], ids=["null", "object", "none", "many"])
def test_scorers_is_a_list(given: Any) -> None:
    assert [problem.pointer for problem in refused(given)] == ["/scorers"]


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"lowest": 5}, "/scorers/0/params/highest"),
        ({"lowest": 0.5}, "/scorers/0/params/whole"),
        ({"rubric": ""}, "/scorers/0/params/rubric"),
        ({"model": " "}, "/scorers/0/params/model"),
    ],
)
def test_parameters_that_do_not_go_together(params: dict[str, Any], pointer: str) -> None:
    asked = {"rubric": "Is it right?", "model": "m", **params}
    assert [problem.pointer for problem in refused([{"name": "llm_judge", "params": asked}])] == [pointer]
