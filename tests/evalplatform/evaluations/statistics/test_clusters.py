import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics.clusters import clustered, differences, rounded


def test_sums_and_sizes() -> None:
    found = clustered(np.array([1.0, -2.0, 4.0, 0.5]), np.array([7, 3, 7, 9]))
    assert (found.totals.tolist(), found.sizes.tolist()) == ([-2.0, 0.5, 5.0], [1.0, 1.0, 2.0])
    assert (len(found), found.examples, found.estimate) == (3, 4, 0.875)


def test_order_of_the_input_does_not_matter() -> None:
    random = np.random.default_rng(3)
    values, keys = random.normal(size=500), random.integers(0, 60, 500)
    order = random.permutation(500)
    one, other = clustered(values, keys), clustered(values[order], keys[order] + 5)
    assert (one.totals == other.totals).all()
    assert (one.sizes == other.sizes).all()


def test_standard_error_of_examples_that_stand_alone_is_scipys() -> None:
    values = np.random.default_rng(4).lognormal(size=50)
    assert clustered(values, np.arange(50)).standard_error == pytest.approx(stats.sem(values))


def test_standard_error_knows_that_copies_are_no_evidence() -> None:
    values = np.random.default_rng(5).normal(size=40)
    copied = clustered(np.tile(values, 3), np.tile(np.arange(40), 3))
    assert copied.standard_error == pytest.approx(stats.sem(values))


def test_changed_are_those_unlike_most() -> None:
    assert clustered(np.array([0.0, 0.0, 0.1, 0.0, 0.0]), np.arange(5)).changed == 1
    assert clustered(np.array([0.3, 0.3, 0.3]), np.arange(3)).changed == 0
    assert clustered(np.array([0.2, 0.2, 0.4, 0.1]), np.array([0, 0, 1, 2])).changed == 2


def test_shifted_by_example() -> None:
    assert clustered(np.array([1.0, 1.0, 0.0]), np.array([0, 0, 1])).shifted(0.5).tolist() == [0.5, 3.0]


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1.0, 1e90])
def test_differences_by_rounding_alone_vanish(scale: float) -> None:
    values = np.array([0.3 - 0.2, 0.2 - 0.1, -5.0]) * scale
    assert len(np.unique(rounded(values))) == 2
    assert rounded(values) == pytest.approx(values, rel=1e-10)


def test_nothing_to_round() -> None:
    assert rounded(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert rounded(np.zeros(0)).tolist() == []


def test_what_differs_by_rounding_does_not_differ() -> None:
    assert differences(np.array([0.1 + 0.2, 1.0, 5.0]), np.array([0.3, 1.0, 4.0])).tolist() == [0.0, 0.0, 1.0]
    assert differences(np.array([0.1 + 0.2]), 0.3).tolist() == [0.0]
