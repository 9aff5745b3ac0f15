"""How whole numbers are spread, in constant space: counts in buckets that can be added up in any order, and exact sum and extremes.

Up to 31 each number has a bucket of its own, above there are 16 to each doubling, so that a quantile is off by at most 1/16. The same
layout as HdrHistogram's (G. Tene, 2012), with 4 bits behind the first.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_BITS = 4
_EXACT = 2 << _BITS  # below it a number is its own bucket
MAX_BARS = 32


class Bar(NamedTuple):
    """`size` numbers from `low` up to and with `high`."""

    low: int
    high: int
    size: int


@dataclass(slots=True)
class Spread:
    """`counts` maps bucket to count; `low` and `high` mean nothing while it is empty."""

    count: int = 0
    total: int = 0
    low: int = 0
    high: int = 0
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, number: int) -> None:
        """One number, not below 0."""
        if not self.count:
            self.low = self.high = number
        elif number > self.high:
            self.high = number
        elif number < self.low:
            self.low = number
        self.count += 1
        self.total += number
        bucket = number
        if number >= _EXACT:
            shift = number.bit_length() - 5
            bucket = (shift << 4) + (number >> shift)
        counts = self.counts
        counts[bucket] = counts.get(bucket, 0) + 1

    def merge(self, other: "Spread") -> None:
        if not other.count:
            return
        self.low = min(self.low, other.low) if self.count else other.low
        self.high = max(self.high, other.high)
        self.count += other.count
        self.total += other.total
        for bucket, count in other.counts.items():
            self.counts[bucket] = self.counts.get(bucket, 0) + count

    @property
    def mean(self) -> float | None:
        return self.total / self.count if self.count else None

    def quantile(self, share: float) -> int | None:
        """The middle of the bucket in which the smallest number stands that at least this share of all does not exceed."""
        rank, seen = share * self.count, 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= rank:
                return min(max((_first(bucket) + _first(bucket + 1) - 1) // 2, self.low), self.high)
        return None

    def bars(self, at_most: int = MAX_BARS) -> list[Bar]:
        """A histogram without gaps, its bars as narrow as `at_most` of them allows."""
        if not self.counts:
            return []
        first, last, level = min(self.counts), max(self.counts), 0
        while (last >> level) - (first >> level) >= at_most:
            level += 1
        found = dict.fromkeys(range(first >> level, (last >> level) + 1), 0)
        for bucket, count in self.counts.items():
            found[bucket >> level] += count
        return [Bar(_first(bar << level), _first(bar + 1 << level) - 1, count) for bar, count in found.items()]

    def as_json(self) -> dict[str, Any]:
        buckets = {str(bucket): self.counts[bucket] for bucket in sorted(self.counts)}
        return {"count": self.count, "total": self.total, "low": self.low, "high": self.high, "buckets": buckets}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Spread":
        counts = {int(bucket): count for bucket, count in found["buckets"].items()}
        return cls(found["count"], found["total"], found["low"], found["high"], counts)


def spread(numbers: NDArray[Any]) -> Spread:
    """Of an array of whole numbers from 0 to 2**53, as if they had been added one by one."""
    if not len(numbers):
        return Spread()
    whole = numbers.astype(np.int64)
    shift = np.maximum(np.frexp(whole.astype(np.float64))[1] - 1 - _BITS, 0)
    buckets, counts = np.unique((shift << _BITS) + (whole >> shift), return_counts=True)
    found = dict(zip(buckets.tolist(), counts.tolist(), strict=True))
    return Spread(len(whole), int(whole.sum()), int(whole.min()), int(whole.max()), found)


def _first(bucket: int) -> int:
    """The smallest number in it."""
    if bucket < _EXACT:
        return bucket
    shift = (bucket >> _BITS) - 1
    return (bucket - (shift << _BITS)) << shift
