import math

import pytest
from scipy import optimize, stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics import binary
from tests.evalplatform.evaluations.gsm8k import TABLES

COUNTS = [(table.candidate, table.baseline, sum(table)) for pair in TABLES.values() for table in pair]


@pytest.mark.parametrize(("better", "worse", "n"), COUNTS)
def test_mcnemar_is_the_binomial_test_on_what_differs(better: int, worse: int, n: int) -> None:
    assert binary.mcnemar_exact(better, worse) == pytest.approx(stats.binomtest(better, better + worse).pvalue, rel=1e-9)


def test_mcnemar_where_nothing_or_as_much_either_way_differs() -> None:
    assert [binary.mcnemar_exact(0, 0), binary.mcnemar_exact(13, 13), binary.mcnemar_exact(0, 1)] == [1.0, 1.0, 1.0]
    assert binary.mcnemar_exact(0, 6) == 2 / 64


@pytest.mark.parametrize(
    ("better", "worse", "n", "alpha", "expected"),
    [
        (28, 25, 618, 0.1, (-0.0148, 0.0247)),  # R's PropCIs::scoreci.mp(25, 28, 618, 0.9)
        (60, 20, 1000, 0.05, (0.0231, 0.0584)),  # scoreci.mp(20, 60, 1000, 0.95)
        (1, 7, 21, 0.05, (-0.5172, -0.0260)),  # M. Fagerland and others, BMC Medical Research Methodology 14, 2014, 133
    ],
)
def test_tango_gives_published_intervals(better: int, worse: int, n: int, alpha: float, expected: tuple[float, float]) -> None:
    assert binary.tango_interval(better, worse, n, alpha=alpha) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("difference", [-0.9, -0.3, -0.02, 0.0, 0.05, 0.6])
@pytest.mark.parametrize(("better", "worse", "n"), [(31, 7, 100), (0, 4, 20), (5, 0, 9)])
def test_tango_rests_on_the_most_likely_table_of_the_hypothesis(better: int, worse: int, n: int, difference: float) -> None:
    def unlikely(q: float) -> float:
        cells = ((better, q + difference), (worse, q), (n - better - worse, 1 - 2 * q - difference))
        return -sum(count * math.log(max(share, 1e-300)) for count, share in cells if count)

    bounds = (max(0.0, -difference), (1 - difference) / 2)
    q = optimize.minimize_scalar(unlikely, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    z = (better - worse - n * difference) / math.sqrt(n * (2 * q + difference * (1 - difference)))
    assert binary.tango_z(better, worse, n, difference=difference) == pytest.approx(z, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(("better", "worse", "n"), [*COUNTS[:3], (0, 0, 50), (0, 3, 8)])
def test_tango_refuses_exactly_what_is_outside(better: int, worse: int, n: int) -> None:
    low, high = binary.tango_interval(better, worse, n, alpha=0.05)
    for end in (low, high):
        assert binary.tango_test(better, worse, n, difference=end) == pytest.approx(0.05, rel=1e-6)
    assert binary.tango_interval(worse, better, n, alpha=0.05) == pytest.approx((-high, -low))


def test_tango_where_nothing_or_everything_differs() -> None:
    z = stats.norm.ppf(0.975) ** 2
    assert binary.tango_interval(0, 0, 100, alpha=0.05) == pytest.approx((-z / (100 + z), z / (100 + z)))
    low, high = binary.tango_interval(10, 0, 10, alpha=0.05)
    assert low == pytest.approx((10 - z) / (10 + z))
    assert high == 1.0
    assert binary.tango_test(5, 1, 10, difference=-1.5) == 0.0


@pytest.mark.parametrize(
    ("right", "n", "share"), [(0, 10, 0.3), (10, 10, 0.9), (742, 1319, 0.5), (40, 100, 0.56), (7, 20, 0.0), (3, 3, 1.0)]
)
def test_binomial_is_twice_the_smaller_tail(right: int, n: int, share: float) -> None:
    tails = [stats.binomtest(right, n, share, alternative=side).pvalue for side in ("less", "greater")]
    assert binary.binomial_exact(right, n, share=share) == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-9, abs=1e-300)


def test_binomial_of_a_share_that_cannot_be() -> None:
    assert binary.binomial_exact(0, 10, share=-0.1) == 0.0


@pytest.mark.parametrize(("right", "n"), [(0, 10), (10, 10), (742, 1319), (1, 3)])
def test_clopper_pearson_is_scipys(right: int, n: int) -> None:
    expected = stats.binomtest(right, n).proportion_ci(0.95, method="exact")
    assert binary.clopper_pearson(right, n, alpha=0.05) == pytest.approx((expected.low, expected.high))
