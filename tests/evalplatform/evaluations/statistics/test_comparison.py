import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from evalplatform.evaluations.statistics.binary import tango_interval
from evalplatform.evaluations.statistics.comparison import Asked, compare
from tests.evalplatform.evaluations.gsm8k import TABLES, answers

ONES, RIGHT = np.ones(40), np.array([1.0, 0.0] * 20)
ALONE = np.arange(40)
PLAIN = Asked()


@pytest.mark.parametrize("table", [table for pair in TABLES.values() for table in pair])
def test_pairs_of_models_as_scipy_has_them(table: tuple[int, ...]) -> None:
    baseline, candidate = (np.array(side) for side in answers(table))  # type: ignore[arg-type]
    found = compare(candidate, baseline, np.arange(len(baseline)), PLAIN)
    better, worse = int((candidate > baseline).sum()), int((candidate < baseline).sum())
    assert found.test == "mcnemar_exact"
    assert found.p_value == pytest.approx(stats.binomtest(better, better + worse).pvalue, rel=1e-9)
    assert found.difference == pytest.approx(candidate.mean() - baseline.mean())
    assert found.interval.low < found.difference < found.interval.high


def test_which_test_answers_which_question() -> None:
    keys = ALONE // 2
    assert compare(RIGHT, ONES, ALONE, Asked(margin=0.1)).test == "tango_score"
    assert compare(RIGHT, 0.5, ALONE, PLAIN).test == "binomial_exact"
    assert compare(RIGHT, 1.5, ALONE, PLAIN).test == "permutation"  # such a mean is none of zeros and ones
    assert compare(RIGHT, ONES, keys, PLAIN).test == "permutation"
    assert compare(RIGHT, ONES * 0.5, ALONE, PLAIN).test == "permutation"


def test_copies_in_a_cluster_are_no_evidence() -> None:
    random = np.random.default_rng(20)
    candidate, baseline = random.normal(size=(2, 60))
    once = compare(candidate, baseline, np.arange(60), PLAIN)
    copied = compare(np.tile(candidate, 5), np.tile(baseline, 5), np.tile(np.arange(60), 5), PLAIN)
    assert copied.p_value == once.p_value
    assert copied.interval == pytest.approx(once.interval)
    assert copied.detectable == pytest.approx(once.detectable)


def test_without_clusters_the_interval_is_students() -> None:
    candidate, baseline = np.random.default_rng(21).normal(size=(2, 200))
    found = compare(candidate, baseline, np.arange(200), PLAIN)
    theirs = stats.ttest_rel(candidate, baseline)
    interval = theirs.confidence_interval()
    assert found.interval == pytest.approx((interval.low, interval.high), abs=0.05 * (interval.high - interval.low))
    assert found.p_value == pytest.approx(theirs.pvalue, abs=0.02)


def test_margin_shifts_the_hypothesis() -> None:
    candidate, baseline = np.random.default_rng(22).normal(size=(2, 100))
    shifted = compare(candidate - 0.5, baseline, np.arange(100), Asked(margin=0.5))
    assert shifted.p_value == pytest.approx(compare(candidate, baseline, np.arange(100), PLAIN).p_value, abs=0.02)
    assert shifted.difference == pytest.approx((candidate - baseline).mean() - 0.5)


def test_skew_against_a_fixed_number_is_no_loss() -> None:
    random = np.random.default_rng(24)
    found = [compare(random.exponential(size=30), 1.0, np.arange(30), Asked(resamples=499)) for _ in range(500)]
    assert sum(one.difference < 0 and one.p_value <= 0.05 for one in found) <= 0.05 * 500


def test_few_that_changed_leave_open_what_did_not_show() -> None:
    same = np.full(100, 0.7)
    z = stats.norm.ppf(0.975) ** 2
    assert compare(same, same, np.arange(100), PLAIN).interval == pytest.approx((-z / (100 + z), z / (100 + z)))
    found = compare(same, same, np.arange(100), Asked(margin=0.01))
    assert found.detectable == pytest.approx(0.01 + 0.078489, abs=1e-6)
    seconds = np.full(100, 30.0)
    seconds[0] = 10.0
    assert compare(seconds, seconds, np.arange(100), PLAIN).interval == pytest.approx((-20 * z / (100 + z), 20 * z / (100 + z)))


def test_examples_to_settle_are_just_enough() -> None:
    candidate, baseline = (np.array([1.0] * right + [0.0] * (200 - right)) for right in (130, 140))
    baseline = np.roll(baseline, 20)
    asked = Asked(margin=0.08)
    more = compare(candidate, baseline, np.arange(200), asked).to_settle
    assert more is not None
    counts = (int((candidate > baseline).sum()), int((candidate < baseline).sum()), 200)
    enough, short = (tango_interval(*(count * (200 + extra) / 200 for count in counts), alpha=0.05) for extra in (more, more - 1))
    assert short.low <= -0.08 < enough.low


def test_nothing_left_to_settle() -> None:
    assert compare(ONES, RIGHT, ALONE, PLAIN).to_settle is None
    assert compare(ONES * 3, RIGHT, ALONE, PLAIN).to_settle is None
    assert compare(RIGHT, ONES, ALONE, Asked(margin=1.5)).to_settle is None


def test_a_strict_alpha_is_still_within_reach() -> None:
    random = np.random.default_rng(25)
    found = compare(random.normal(-3, size=200), random.normal(size=200), np.arange(200), Asked(alpha=0.001, metrics=3, resamples=99))
    assert found.p_value == pytest.approx(1 / 30_001)


def test_alpha_widens_the_interval() -> None:
    wide, narrow = (compare(RIGHT, ONES * 0.4, ALONE, Asked(alpha=alpha)).interval for alpha in (0.01, 0.2))
    assert wide.low < narrow.low < narrow.high < wide.high
