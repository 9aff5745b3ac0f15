"""One metric of a candidate beside a baseline's: estimate, interval, test and what these many examples can show.

Everything is told for values of which higher is better. Examples that stand alone and are all 0 or 1 have exact tests; anything else is
resampled and flipped by clusters. A sign flip is exact when candidate and baseline could have been exchanged. With an allowed loss or a
fixed baseline it rests on the mean of many clusters, as a t-test does, and skew could mislead it: there the larger p counts, of it and
of Hall's test.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalplatform.evaluations.statistics import binary, power
from evalplatform.evaluations.statistics.bootstrapping import bootstrap_interval
from evalplatform.evaluations.statistics.clusters import Clusters, Floats, clustered, differences
from evalplatform.evaluations.statistics.distributions import normal_quantile
from evalplatform.evaluations.statistics.flipping import flip_test
from evalplatform.evaluations.statistics.intervals import Interval
from evalplatform.evaluations.statistics.skewed import hall_test

RESAMPLES = 9_999
FEW_CHANGED = 6  # clusters that differ; with fewer even all on one side are no evidence at 0.05, and a bootstrap has nothing to draw


@dataclass(frozen=True)
class Asked:
    """The hypothesis: a loss of `margin`. `alpha` is of the interval, and of the family of tests that this is one of `metrics` in."""

    margin: float = 0.0
    alpha: float = 0.05
    metrics: int = 1
    resamples: int = RESAMPLES

    @property
    def enough_resamples(self) -> int:
        """So many that the smallest p a draw can give is a tenth of what has to be told."""
        return max(self.resamples, math.ceil(10 / self.strictest))

    @property
    def strictest(self) -> float:
        """The level that Holm asks of the first metric: with it every metric can fail alone."""
        return self.alpha / self.metrics


@dataclass(frozen=True)
class Comparison:
    """`p_value` is two-sided and unadjusted, of the hypothesis that the loss is the margin. `detectable` is the smallest loss that
    would have been shown with a chance of 80 %; `to_settle` how many examples more would bring the interval to one side of the margin.
    """

    difference: float
    interval: Interval
    p_value: float
    test: str
    detectable: float | None
    to_settle: int | None


def compare(candidate: Floats, baseline: Floats | float, keys: NDArray[Any], asked: Asked) -> Comparison:
    """Values of the same examples in the same order, and of each the cluster it belongs to; or one fixed mean as baseline.

    Needs at least two clusters, and finite numbers.
    """
    alone = len(np.unique(keys)) == len(keys)
    if alone and is_binary(candidate):
        if isinstance(baseline, float) and 0 <= baseline <= 1:
            return _shares(candidate, baseline, asked)
        if not isinstance(baseline, float) and is_binary(baseline):
            return _pairs(candidate, baseline, asked)
    return _means(candidate, baseline, keys, asked)


def is_binary(values: Floats) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def _pairs(candidate: Floats, baseline: Floats, asked: Asked) -> Comparison:
    n, better, worse = len(candidate), int((candidate > baseline).sum()), int((candidate < baseline).sum())
    interval = binary.tango_interval(better, worse, n, alpha=asked.alpha)
    if asked.margin:
        test, p_value = "tango_score", binary.tango_test(better, worse, n, difference=-asked.margin)
    else:
        test, p_value = "mcnemar_exact", binary.mcnemar_exact(better, worse)
    return Comparison(
        difference=(better - worse) / n,
        interval=interval,
        p_value=p_value,
        test=test,
        detectable=power.detectable_share((better + worse) / n, n, margin=asked.margin, alpha=asked.strictest),
        to_settle=_pairs_to_settle(better, worse, n, asked),
    )


def _pairs_to_settle(better: int, worse: int, n: int, asked: Asked) -> int | None:
    """The score grows with the root of the number of examples, until it leaves the margin outside the interval."""
    if asked.margin >= 1:
        return None
    z = binary.tango_z(better, worse, n, difference=-asked.margin)
    wanted = float(normal_quantile(1 - asked.alpha / 2))
    return power.examples_to_settle(n, times=(wanted / z) ** 2 if z else math.inf)


def _shares(candidate: Floats, share: float, asked: Asked) -> Comparison:
    n, right = len(candidate), int(candidate.sum())
    low, high = binary.clopper_pearson(right, n, alpha=asked.alpha)
    interval, difference = Interval(low - share, high - share), right / n - share
    return Comparison(
        difference=difference,
        interval=interval,
        p_value=binary.binomial_exact(right, n, share=share - asked.margin),
        test="binomial_exact",
        detectable=power.detectable_below(share, n, margin=asked.margin, alpha=asked.strictest),
        to_settle=power.examples_to_settle(n, times=power.times_to_settle(difference, interval, margin=asked.margin)),
    )


def _means(candidate: Floats, baseline: Floats | float, keys: NDArray[Any], asked: Asked) -> Comparison:
    found = differences(candidate, baseline)
    clusters = clustered(found, keys)
    spread = _spread(candidate, baseline)
    interval = bootstrap_interval(clusters, alpha=asked.alpha, resamples=asked.enough_resamples)
    if few := clusters.changed < FEW_CHANGED:
        interval = _with_unseen(interval, clusters, spread=spread, alpha=asked.alpha)
    return Comparison(
        difference=float(found.mean()),
        interval=interval,
        p_value=_p_of_means(clusters.shifted(asked.margin), exact=not asked.margin and not isinstance(baseline, float), asked=asked),
        test="permutation",
        detectable=_detectable_mean(clusters, asked, few=few, spread=spread),
        to_settle=power.examples_to_settle(len(found), times=power.times_to_settle(clusters.estimate, interval, margin=asked.margin)),
    )


def _p_of_means(totals: Floats, *, exact: bool, asked: Asked) -> float:
    flipped = flip_test(totals, resamples=asked.enough_resamples)
    return flipped if exact else max(flipped, hall_test(totals))


def _spread(candidate: Floats, baseline: Floats | float) -> float:
    """How far a value can move, as far as one can know: over the whole scale where that seems to be 0 to 1, even if all values agree."""
    low, high = min(float(candidate.min()), float(np.min(baseline))), max(float(candidate.max()), float(np.max(baseline)))
    return 1.0 if low >= 0 and high <= 1 or low >= -1 and high <= 0 else high - low


def _with_unseen(interval: Interval, clusters: Clusters, *, spread: float, alpha: float) -> Interval:
    """Wide enough for what so few clusters cannot rule out: changes as large as `spread` that none of them happened to show.

    As for Tango's interval without a single differing pair: 0 of m leaves open a share of z ** 2 / (m + z ** 2).
    """
    z = float(normal_quantile(1 - alpha / 2))
    unseen = spread * z**2 / (len(clusters) + z**2)
    return Interval(min(interval.low, clusters.estimate - unseen), max(interval.high, clusters.estimate + unseen))


def _detectable_mean(clusters: Clusters, asked: Asked, *, few: bool, spread: float) -> float:
    m = len(clusters)
    found = power.detectable_mean(clusters.standard_error, m, margin=asked.margin, alpha=asked.strictest)
    return max(found, power.detectable_change(spread, m, margin=asked.margin, alpha=asked.strictest)) if few else found
