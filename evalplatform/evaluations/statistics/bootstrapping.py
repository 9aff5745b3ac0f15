"""Intervals of a mean difference by resampling whole clusters with replacement: BCa, widened for few clusters.

BCa (B. Efron, Better bootstrap confidence intervals, JASA 82, 1987, 171-185; SciPy's default too) corrects the percentiles for bias
and skew. A resample varies less than a new sample by (m - 1) / m and knows no Student's t, so with few clusters the percentiles are
moved out by just that (T. Hesterberg, What teachers should know about the bootstrap, The American Statistician 69, 2015, 371-386,
section 4.2: the expanded percentile interval).

Three ways to resample give the same distribution, each fast where the others are not: counts of the distinct clusters, which is exact;
drawn clusters, exact too; and for very many different ones counts of bins. There the clusters far out stand alone, and the sum of
what was drawn from a bin is drawn as the normal that it is, with the bin's own mean and spread.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from evalplatform.evaluations.statistics.clusters import Clusters, Floats
from evalplatform.evaluations.statistics.distributions import normal_cdf, normal_quantile, student_quantile
from evalplatform.evaluations.statistics.intervals import Interval

SEED = 20_150_514  # any fixed number will do: the same results give the same verdict
FEW = 384  # distinct clusters that are counted
MANY = 4_096  # clusters that are drawn one by one
ALONE = 64  # clusters at each end that are no part of a bin
BLOCK = 1 << 20  # numbers held at once


def bootstrap_interval(clusters: Clusters, *, alpha: float, resamples: int) -> Interval:
    """Of the mean difference of an example, at level 1 - alpha. Needs two clusters."""
    estimates = resampled(clusters, resamples=resamples)
    return bca(estimates, estimate=clusters.estimate, jackknife=jackknifed(clusters), alpha=expanded(alpha, clusters=len(clusters)))


def expanded(alpha: float, *, clusters: int) -> float:
    """The alpha whose normal percentile is Student's, times the root of m / (m - 1)."""
    wide = math.sqrt(clusters / (clusters - 1)) * student_quantile(1 - alpha / 2, freedom=clusters - 1)
    return 2 * float(normal_cdf(-wide))


def bca(estimates: Floats, *, estimate: float, jackknife: Floats, alpha: float) -> Interval:
    """The interval from the resampled estimates, and those without one cluster each."""
    if estimates.min() == estimates.max():
        return Interval(estimate, estimate)
    below = ((estimates < estimate).mean() + (estimates <= estimate).mean()) / 2
    bias = float(normal_quantile(min(max(below, 0.5 / len(estimates)), 1 - 0.5 / len(estimates))))
    skew = _acceleration(jackknife)
    levels = [_level(bias, skew, z) for z in (float(normal_quantile(alpha / 2)), float(normal_quantile(1 - alpha / 2)))]
    low, high = np.quantile(estimates, levels)
    return Interval(float(low), float(high))


def _acceleration(jackknife: Floats) -> float:
    distances = jackknife.mean() - jackknife
    largest = np.abs(distances).max()
    if not largest:
        return 0.0
    distances = distances / largest  # no cube underflows
    return float((distances**3).sum() / (6 * (distances**2).sum() ** 1.5))


def _level(bias: float, skew: float, z: float) -> float:
    slope = 1 - skew * (bias + z)
    return float(normal_cdf(bias + (bias + z) / slope)) if slope > 0 else float(z > 0)


def jackknifed(clusters: Clusters) -> Floats:
    """The estimate without each cluster."""
    found: Floats = (clusters.totals.sum() - clusters.totals) / (clusters.sizes.sum() - clusters.sizes)
    return found


def resampled(clusters: Clusters, *, resamples: int) -> Floats:
    """Estimates from as many clusters, drawn with replacement, `resamples` times."""
    random = np.random.Generator(np.random.PCG64(SEED))
    distinct, counts = np.unique(clusters.totals + 1j * clusters.sizes, return_counts=True)
    if len(distinct) <= min(FEW, len(clusters) // 4):
        return _from_counts(random, counts, distinct.real, distinct.imag, np.zeros(len(counts)), resamples)
    if len(clusters) <= MANY:
        return _drawn(random, clusters, resamples)
    return _from_counts(random, *_binned(clusters), resamples)


def _from_counts(
    random: np.random.Generator, counts: NDArray[np.int64], totals: Floats, sizes: Floats, variances: Floats, resamples: int
) -> Floats:
    """`totals`, `sizes` and `variances` of one cluster in each bin; the last are of its influence, so they move the total alone."""
    parts = []
    for rows in blocks(resamples, len(counts)):
        drawn = random.multinomial(counts.sum(), counts / counts.sum(), size=rows).astype(np.float64)
        inside = np.sqrt(drawn @ variances) * random.standard_normal(rows) if variances.any() else 0.0
        parts.append((drawn @ totals + inside) / (drawn @ sizes))
    return np.concatenate(parts)


def _drawn(random: np.random.Generator, clusters: Clusters, resamples: int) -> Floats:
    m, alike = len(clusters), bool((clusters.sizes == clusters.sizes[0]).all())
    parts = []
    for rows in blocks(resamples, m):
        picked = random.integers(0, m, size=(rows, m), dtype=np.int32)
        sizes = clusters.sizes[0] * m if alike else clusters.sizes[picked].sum(axis=1)
        parts.append(clusters.totals[picked].sum(axis=1) / sizes)
    return np.concatenate(parts)


def _binned(clusters: Clusters) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """How many clusters each bin has, their mean total and size, and the variance of their influence."""
    influences = clusters.influences
    order = np.argsort(influences, kind="stable")
    m = len(order)
    middle = np.linspace(ALONE, m - ALONE, FEW - 2 * ALONE + 1).astype(np.int64)
    begins = np.concatenate((np.arange(ALONE), middle[:-1], np.arange(m - ALONE, m)))
    counts = np.diff(np.append(begins, m))
    totals, sizes, means = (np.add.reduceat(one[order], begins) / counts for one in (clusters.totals, clusters.sizes, influences))
    spread = (influences[order] - np.repeat(means, counts)) ** 2
    return counts, totals, sizes, np.add.reduceat(spread, begins) / counts


def blocks(rows: int, width: int) -> Iterator[int]:
    """`rows` in blocks whose tables hold at most BLOCK numbers."""
    step = max(1, BLOCK // width)
    for begin in range(0, rows, step):
        yield min(step, rows - begin)
