"""Examples that belong together, summed: what is resampled and flipped is the cluster, never the example inside it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DIGITS = 12  # 0.3 - 0.2 and 0.2 - 0.1 are the same difference


@dataclass(frozen=True)
class Clusters:
    """The sum of the differences and the number of examples, cluster by cluster, in the order of these numbers and so of no input."""

    totals: Floats
    sizes: Floats

    def __len__(self) -> int:
        return len(self.totals)

    @property
    def examples(self) -> int:
        return int(self.sizes.sum())

    @property
    def estimate(self) -> float:
        """The mean difference of an example: every example weighs the same, whatever the size of its cluster."""
        return float(self.totals.sum() / self.sizes.sum())

    @property
    def influences(self) -> Floats:
        """What each cluster adds to the estimate beyond its share."""
        return self.totals - self.estimate * self.sizes

    @property
    def standard_error(self) -> float:
        """Of the estimate, from the spread between clusters; it needs two."""
        m = len(self)
        return float(np.sqrt((self.influences**2).sum() * m / (m - 1)) / self.sizes.sum())

    @property
    def changed(self) -> int:
        """Clusters whose mean difference is not the most common one."""
        _, counts = np.unique(rounded(self.totals / self.sizes), return_counts=True)
        return len(self) - int(counts.max())

    def shifted(self, by: float) -> Floats:
        """The totals if every difference were `by` larger."""
        return self.totals + by * self.sizes


def differences(candidate: Floats, baseline: Floats | float) -> Floats:
    """Candidate less baseline; what differs only by rounding does not differ."""
    found: Floats = candidate - baseline
    largest = np.maximum(np.abs(candidate), np.abs(baseline))
    return np.where(np.abs(found) <= 1e-12 * largest, 0.0, found)


def clustered(differences: Floats, keys: NDArray[Any]) -> Clusters:
    """Sums by cluster; `keys` says of each example which one it belongs to."""
    _, members = np.unique(keys, return_inverse=True)
    order = np.lexsort((differences, members))
    totals = rounded(np.bincount(members[order], weights=differences[order]).astype(np.float64))
    sizes = np.bincount(members).astype(np.float64)
    order = np.lexsort((sizes, totals))
    return Clusters(totals[order], sizes[order])


def rounded(values: Floats) -> Floats:
    """To DIGITS digits of the largest, so that equal differences are equal numbers whatever way they were computed."""
    largest = float(np.abs(values).max(initial=0.0))
    if not largest:
        return values
    exponent = DIGITS - 1 - math.floor(math.log10(largest))
    unit = 10.0 ** min(exponent, 300)
    return np.rint(values * unit) / unit
