"""The paired permutation test: if nothing had changed, each cluster's total might as well have had the other sign.

Exact where few clusters differ: all signs are tried. Else signs are drawn: where few totals are distinct by binomial counts, else one
by one; and of more than MANY only the FEW largest, and the sum of the rest, thousands of small ones, as the normal that it is.
"""

import numpy as np
from numpy.typing import NDArray

from evalplatform.evaluations.statistics.bootstrapping import FEW, MANY, SEED, blocks
from evalplatform.evaluations.statistics.clusters import Floats, rounded

TIE = 1e-9  # of the largest possible total: equal totals are no less extreme for their rounding


def flip_test(totals: Floats, *, resamples: int) -> float:
    """Two-sided p of the hypothesis that the totals are as likely to be positive as negative.

    With drawn signs (n + 1) / (resamples + 1), where n are as extreme: never 0, and valid as it stands (B. Phipson and G. Smyth,
    Permutation p-values should never be zero, 2010).
    """
    magnitudes = np.abs(totals[totals != 0])
    if not len(magnitudes):
        return 1.0
    seen = abs(float(totals.sum())) - TIE * float(magnitudes.sum())
    if 2 ** len(magnitudes) <= resamples + 1:
        return float((np.abs(_all_sums(magnitudes)) >= seen).mean())
    extreme = sum(int((np.abs(sums) >= seen).sum()) for sums in _drawn_sums(magnitudes, resamples))
    return (extreme + 1) / (resamples + 1)


def _all_sums(magnitudes: Floats) -> Floats:
    sums = np.zeros(1)
    for one in magnitudes:
        sums = np.concatenate((sums + one, sums - one))
    return sums


def _drawn_sums(magnitudes: Floats, resamples: int) -> list[Floats]:
    random = np.random.Generator(np.random.PCG64(SEED))
    distinct, counts = np.unique(rounded(magnitudes), return_counts=True)
    if len(distinct) <= min(FEW, len(magnitudes) // 4):
        sizes = [(rows, len(counts)) for rows in blocks(resamples, len(counts))]
        return [(2 * random.binomial(counts, 0.5, size=size) - counts) @ distinct for size in sizes]
    large = np.sort(magnitudes)[::-1]
    alone = len(large) if len(large) <= MANY else FEW
    rest = float(np.sqrt((large[alone:] ** 2).sum()))
    return [_flipped(random, large[:alone], rows) + rest * random.standard_normal(rows) for rows in blocks(resamples, alone)]


def _flipped(random: np.random.Generator, magnitudes: Floats, rows: int) -> Floats:
    width = len(magnitudes)
    bits: NDArray[np.uint8] = np.frombuffer(random.bytes(rows * ((width + 7) // 8)), np.uint8).reshape(rows, -1)
    kept = np.unpackbits(bits, axis=1, count=width).astype(np.float64)
    sums: Floats = 2 * (kept @ magnitudes) - magnitudes.sum()
    return sums
