import math

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics import binary, power
from evalplatform.evaluations.statistics.intervals import Interval


@pytest.mark.parametrize(("alpha", "least"), [(0.05, 6), (0.05 / 2, 7), (0.05 / 3, 7), (0.05 / 4, 8), (0.5, 2), (0.0625, 5), (2**-9, 10)])
def test_least_number_of_clusters_that_could_be_significant(alpha: float, least: int) -> None:
    assert power.least_clusters(alpha) == least
    assert 2 * 0.5**least <= alpha < 4 * 0.5**least or least == 2


def test_detectable_share_solves_miettinens_formula() -> None:
    loss = power.detectable_share(0.2, 1000, margin=0.0, alpha=0.05)
    assert loss is not None
    z, z_power = stats.norm.ppf([0.975, 0.8])
    assert (z * math.sqrt(0.2) + z_power * math.sqrt(0.2 - loss**2)) / loss == pytest.approx(math.sqrt(1000))


@pytest.mark.parametrize(("different", "n", "margin"), [(0.27, 1319, 0.0), (0.1, 400, 0.05), (0.0, 300, 0.0)])
def test_detectable_share_is_found_in_four_of_five_cases(different: float, n: int, margin: float) -> None:
    loss = power.detectable_share(different, n, margin=margin, alpha=0.05)
    assert loss is not None
    discordant = max(different, loss)
    random = np.random.default_rng(12)
    tables = random.multinomial(n, [(discordant - loss) / 2, (discordant + loss) / 2, 1 - discordant], size=1000)
    p_values = [
        binary.tango_test(better, worse, n, difference=-margin) if margin else binary.mcnemar_exact(better, worse)
        for better, worse, _ in tables
    ]
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.8, abs=0.04)


def test_too_few_to_show_any_loss() -> None:
    assert power.detectable_share(0.5, 3, margin=0.0, alpha=0.05) is None
    assert power.detectable_share(0.1, 1000, margin=1.0, alpha=0.05) is None
    assert power.detectable_below(0.2, 10, margin=0.3, alpha=0.05) is None


def test_detectable_below_a_fixed_share() -> None:
    loss = power.detectable_below(0.8, 400, margin=0.0, alpha=0.05)
    assert loss is not None
    right = np.random.default_rng(13).binomial(400, 0.8 - loss, size=1000)
    assert np.mean([binary.binomial_exact(int(k), 400, share=0.8) <= 0.05 for k in right]) == pytest.approx(0.8, abs=0.05)
    assert power.detectable_below(1.0, 400, margin=0.0, alpha=0.05) == pytest.approx(7.8489 / 400, rel=1e-4)


def test_detectable_mean_is_the_t_tests() -> None:
    assert power.detectable_mean(0.1, 10, margin=0.5, alpha=0.05) == pytest.approx(0.5 + 0.1 * (2.26216 + 0.88340), abs=1e-5)


def test_detectable_change_where_nothing_changed() -> None:
    assert power.detectable_change(1.0, 100, margin=0.01, alpha=0.05) == pytest.approx(0.01 + 0.078489, abs=1e-6)
    assert power.detectable_change(3.0, 2, margin=0.0, alpha=0.05) == 3.0


@pytest.mark.parametrize(
    ("times", "more"), [(0.5, None), (1.0, 1), (1.005, 1), (1.25, 25), (4.07, 307), (1e4, 999_900), (1e5, None), (math.inf, None)]
)
def test_examples_to_settle(times: float, more: int | None) -> None:
    assert power.examples_to_settle(100, times=times) == more


def test_the_nearer_end_has_to_come_to_the_margin() -> None:
    interval = Interval(-0.3, 0.1)
    assert power.times_to_settle(-0.1, interval, margin=0.2) == pytest.approx(4.0)
    assert power.times_to_settle(-0.1, interval, margin=0.0) == pytest.approx(4.0)
    assert power.times_to_settle(-0.1, interval, margin=0.4) == pytest.approx((0.2 / 0.3) ** 2)
    assert power.times_to_settle(-0.1, interval, margin=0.1) == math.inf
