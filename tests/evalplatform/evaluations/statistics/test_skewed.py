import math

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics.skewed import hall_test


def test_without_skew_it_is_the_t_test() -> None:
    totals = np.array([-3.0, -1.0, 0.0, 1.0, 3.0]) + 1.5
    assert hall_test(totals) == pytest.approx(stats.ttest_1samp(totals, 0).pvalue)


def test_halls_formula() -> None:
    totals = np.random.default_rng(60).exponential(size=25) - 0.7
    u, skew = totals.mean() / totals.std(ddof=1), stats.skew(totals, bias=False)
    t = math.sqrt(25) * (u + skew * u**2 / 3 + skew**2 * u**3 / 27 + skew / 150)
    assert hall_test(totals) == pytest.approx(2 * stats.t.sf(abs(t), 24))


def test_skew_does_not_mislead_it() -> None:
    random = np.random.default_rng(61)
    draws = [random.exponential(size=20) - 1 for _ in range(2_000)]
    low = [one for one in draws if one.mean() < 0]
    assert sum(stats.ttest_1samp(one, 0).pvalue <= 0.05 for one in low) > 0.06 * 2_000
    assert sum(hall_test(one) <= 0.05 for one in low) <= 0.05 * 2_000


@pytest.mark.parametrize(("totals", "p"), [([0.0] * 5, 1.0), ([2.0] * 5, 0.0), ([], 1.0)], ids=["zeros", "equal", "none"])
def test_without_spread(totals: list[float], p: float) -> None:
    assert hall_test(np.array(totals)) == p


@pytest.mark.parametrize("scale", [1e-250, 1e95])
def test_scale_does_not_matter(scale: float) -> None:
    totals = np.random.default_rng(62).lognormal(size=12) - 1
    assert hall_test(totals * scale) == pytest.approx(hall_test(totals))
