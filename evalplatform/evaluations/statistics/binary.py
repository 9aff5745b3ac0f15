"""Tests and intervals for metrics that are only ever 0 or 1: two answers to the same questions, or one against a fixed number.

Paired, the whole truth is in two counts: `better` examples are right in the candidate only, `worse` ones in the baseline only, of `n`.
McNemar's exact test asks whether these two could be tosses of a fair coin. With an allowed loss the coin is no longer fair and its
bias is unknown, so the score test by T. Tango (Equivalence test and confidence interval for the difference in proportions for the
paired-sample design, Statistics in Medicine 17, 1998, 891-908) takes its place; the interval is that test's inversion, which keeps its
level where few examples differ, or none, and where Wald's interval would have no width.
"""

import math

from evalplatform.evaluations.statistics.distributions import (
    beta_quantile,
    binomial_at_least,
    binomial_at_most,
    normal_cdf,
    normal_quantile,
)
from evalplatform.evaluations.statistics.intervals import Interval
from evalplatform.evaluations.statistics.searching import last_true


def mcnemar_exact(better: int, worse: int) -> float:
    """Two-sided p of as uneven a split: twice the smaller tail of a binomial with p = 1/2 over the examples that differ."""
    return min(1.0, 2 * binomial_at_most(min(better, worse), n=better + worse, p=0.5))


def tango_z(better: float, worse: float, n: float, *, difference: float) -> float:
    """The score statistic of the hypothesis that the true difference is `difference`, between -1 and 1; it falls as that rises."""
    variance = n * tango_variance(better / n, worse / n, difference=difference)
    distance = better - worse - n * difference
    if variance <= 0:
        return math.copysign(math.inf, distance) if distance else 0.0
    return distance / math.sqrt(variance)


def tango_variance(better: float, worse: float, *, difference: float) -> float:
    """Of one example's difference under the hypothesis, from the shares that were seen.

    q is the share of worse examples that is most likely under the hypothesis, the larger root of a quadratic equation.
    """
    linear = (2 - better + worse) * difference - better - worse
    q = (math.sqrt(max(0.0, linear * linear + 8 * worse * difference * (1 - difference))) - linear) / 4
    return 2 * q + difference * (1 - difference)


def tango_test(better: int, worse: int, n: int, *, difference: float) -> float:
    """Two-sided p of the hypothesis that the true difference is `difference`. Beyond -1 and 1 no truth can lie: there it is 0."""
    if abs(difference) > 1:
        return 0.0
    return min(1.0, 2 * float(normal_cdf(-abs(tango_z(better, worse, n, difference=difference)))))


def tango_interval(better: float, worse: float, n: float, *, alpha: float) -> Interval:
    """The differences that the score test does not refuse at `alpha`, found by bisection. Counts need not be whole."""
    z = float(normal_quantile(1 - alpha / 2))
    estimate = (better - worse) / n
    low = -last_true(-estimate, 1.0, lambda x: tango_z(better, worse, n, difference=-x) <= z)
    high = last_true(estimate, 1.0, lambda x: tango_z(better, worse, n, difference=x) >= -z)
    return Interval(low, high)


def binomial_exact(right: int, n: int, *, share: float) -> float:
    """Two-sided p of `right` of `n` where the true share is `share`: twice the smaller tail, which the interval below inverts.

    Below 0 no truth can lie: there it is 0.
    """
    if share < 0:
        return 0.0
    return min(1.0, 2 * min(binomial_at_most(right, n=n, p=share), binomial_at_least(right, n=n, p=share)))


def clopper_pearson(right: int, n: int, *, alpha: float) -> Interval:
    """The shares that the exact test does not refuse (C. Clopper and E. Pearson, Biometrika 26, 1934, 404-413)."""
    low = beta_quantile(alpha / 2, a=right, b=n - right + 1) if right else 0.0
    high = beta_quantile(1 - alpha / 2, a=right + 1, b=n - right) if right < n else 1.0
    return Interval(low, high)
