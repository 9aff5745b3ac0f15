import math

from evalplatform.evaluations.comparing import Change, Changes, Extremes, changes, extremes
from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Direction

BASELINE = Results(["a", "b", "c", "d", "e", "f"], {"s": [0.1, 0.5, 1.0, 0.3, None, 0.2], "t": [1.0] * 6})
CANDIDATE = Results(["f", "e", "d", "c", "b", "a", "g"], {"s": [0.2, 1.0, None, 0.0, 0.7, 0.3, 1.0]})


def test_what_got_better_and_worse() -> None:
    found = changes(CANDIDATE, BASELINE, "s")
    assert [one.example for one in found.better] == ["a", "b"]  # equal changes in the order of their ids
    assert found.worse == (Change("c", 1.0, 0.0, -1.0),)
    assert (found.better_count, found.worse_count, found.newly_errored, found.newly_errored_count) == (2, 1, ("d",), 1)
    assert (found.only_candidate, found.only_baseline) == (1, 0)


def test_lower_is_better() -> None:
    found = changes(CANDIDATE, BASELINE, "s", direction=Direction.LOWER)
    assert ([one.example for one in found.better], [one.example for one in found.worse]) == (["c"], ["a", "b"])


def test_limit_shortens_lists_and_no_count() -> None:
    found = changes(CANDIDATE, BASELINE, "s", limit=1)
    assert ([one.example for one in found.better], found.better_count) == (["a"], 2)
    assert changes(CANDIDATE, BASELINE, "s", limit=0).worse == ()


def test_missing_metric() -> None:
    assert changes(CANDIDATE, BASELINE, "t") == Changes(only_candidate=1)


def test_not_a_number_is_neither() -> None:
    broken = Results(["a", "b", "c"], {"s": [math.inf, math.nan, 1.0]})
    assert changes(broken, broken, "s") == Changes()


def test_best_and_worst() -> None:
    found = extremes(BASELINE, "s", limit=2)
    assert found.best == (("c", 1.0), ("b", 0.5))
    assert found.worst == (("a", 0.1), ("f", 0.2))
    assert extremes(BASELINE, "s", direction=Direction.LOWER, limit=1).best == (("a", 0.1),)


def test_nothing_to_choose_from() -> None:
    assert extremes(Results([], {}), "s") == Extremes()
    assert extremes(Results(["a"], {"s": [None]}), "s") == Extremes()
