from typing import Any

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics.binary import mcnemar_exact
from evalplatform.evaluations.statistics.flipping import flip_test


def total(values: Any, axis: int = -1) -> Any:
    return values.sum(axis=axis)


@pytest.mark.parametrize(
    "totals",
    [[1.0, -2.0, 3.5, 0.5, 4.0, -0.5, 2.0], [1.0, 1.0, 1.0, -1.0, 1.0, 1.0, 0.0, 1.0], [0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.1, -0.2]],
    ids=["different", "ties", "rounding"],
)
def test_few_are_all_tried_as_scipy_does(totals: list[float]) -> None:
    theirs = stats.permutation_test((np.array(totals),), total, permutation_type="samples", n_resamples=np.inf, vectorized=True)
    assert flip_test(np.array(totals), resamples=9999) == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("shift", [0.0, 0.2])
def test_many_are_drawn_as_scipy_does(shift: float) -> None:
    totals = np.random.default_rng(8).normal(shift, size=80)
    theirs = stats.permutation_test((totals,), total, permutation_type="samples", n_resamples=9999, vectorized=True, rng=1)
    assert flip_test(totals, resamples=9999) == pytest.approx(theirs.pvalue, abs=0.03)  # SciPy draws each side apart


def test_ones_are_mcnemar() -> None:
    totals = np.array([1.0] * 30 + [-1.0] * 48 + [0.0] * 500)
    assert flip_test(totals, resamples=99_999) == pytest.approx(mcnemar_exact(30, 48), abs=0.002)


def test_thousands_are_the_t_test() -> None:
    totals = np.random.default_rng(9).normal(0.017, size=20_000)
    assert flip_test(totals, resamples=9999) == pytest.approx(stats.ttest_1samp(totals, 0).pvalue, abs=0.01)


def test_one_huge_total_decides_alone() -> None:
    totals = np.append(np.random.default_rng(9).normal(size=20_000), 1e9)
    assert flip_test(totals, resamples=999) > 0.4  # half of all signs are as extreme, by chance of the small ones


def test_nothing_differs() -> None:
    assert flip_test(np.zeros(50), resamples=999) == 1.0
    assert flip_test(np.zeros(0), resamples=999) == 1.0


def test_smallest_p_is_never_zero() -> None:
    assert flip_test(np.ones(1000), resamples=999) == 1 / 1000
    assert flip_test(np.ones(6), resamples=999) == 2 / 64


def test_same_input_same_p() -> None:
    totals = np.random.default_rng(10).normal(size=5_000)
    assert flip_test(totals, resamples=499) == flip_test(totals.copy(), resamples=499)
