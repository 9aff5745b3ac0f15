import math
from uuid import UUID

import numpy as np
import pytest

from evalplatform.evaluations.gate.results import Results, aligned


def test_every_metric_has_a_value_for_each_result() -> None:
    with pytest.raises(ValueError, match="'a' has 1 values for 2 results"):
        Results(["x", "y"], {"a": [1.0]})


def test_an_example_is_the_mean_of_its_repeats() -> None:
    found = aligned(Results(["x", "y", "x", "x"], {"a": [1, 1, 0, 0.5]}), None, {}).candidate.values("a")
    assert found is not None
    assert (found.means.tolist(), found.usable.tolist()) == ([0.5, 1.0], [True, True])


def test_one_errored_repeat_makes_the_example_errored() -> None:
    found = aligned(Results(["x", "x", "y"], {"a": [1.0, None, 0.0]}), None, {}).candidate.values("a")
    assert found is not None
    assert (found.errored.tolist(), found.usable.tolist()) == ([True, False], [False, True])


@pytest.mark.parametrize(
    ("value", "finite"), [(math.nan, False), (math.inf, False), (-1e101, False), (1e99, True), (None, True), (True, True)]
)
def test_not_a_number_is_no_error_and_no_value(value: float | None, finite: bool) -> None:
    found = aligned(Results(["x", "y"], {"a": [value, 1.0]}), None, {}).candidate.values("a")
    assert found is not None
    assert found.finite is finite


def test_infinities_that_cancel_out_are_still_seen() -> None:
    found = aligned(Results(["x", "x"], {"a": [math.inf, -math.inf]}), None, {}).candidate.values("a")
    assert found is not None
    assert found.finite is False


def test_a_metric_that_nobody_measured() -> None:
    assert aligned(Results(["x"], {}), None, {}).candidate.values("a") is None


def test_sides_share_one_list_of_examples() -> None:
    sides = aligned(Results(["a", "b", "c"], {}), Results(["c", "d", "c", "b"], {}), {})
    assert (sides.examples, sides.only_candidate, sides.only_baseline) == (("a", "b", "c", "d"), 1, 1)
    assert sides.baseline is not None
    assert sides.baseline.asked.tolist() == [False, True, True, True]


def test_clusters_by_name_and_the_rest_alone() -> None:
    results = Results([UUID(int=number) for number in range(6)], {})
    names = {UUID(int=0): "doc", UUID(int=2): "doc", UUID(int=3): None, UUID(int=4): 1, UUID(int=99): "doc"}
    assert aligned(results, None, names).clusters.tolist() == [0, 1, 0, 2, 3, 4]
    assert aligned(results, None, {}).clusters.tolist() == [0, 1, 2, 3, 4, 5]


def test_no_results_at_all() -> None:
    sides = aligned(Results([], {"a": []}), Results([], {}), {"x": 1})
    found = sides.candidate.values("a")
    assert found is not None
    assert (sides.examples, len(found.means), found.usable.any()) == ((), 0, np.False_)
