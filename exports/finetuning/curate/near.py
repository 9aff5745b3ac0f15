"""Near duplicates among signatures: candidates by locality-sensitive hashing, each checked against the signatures themselves.

Only the order of the rows matters, not how they were cut into shards. Memory is some 100 bytes a row beside the signatures, which are
mapped from disk.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from exports.finetuning.curate import components
from exports.finetuning.curate.order import Rows, begins_of
from exports.finetuning.curate.signatures import LANES, least_equal

MISSED = 0.01  # of pairs exactly as similar as asked for, at most so many share no band
WINDOW = 16  # how many rows of its bucket, before it and at the bucket's begin, a row is compared with
ROUNDS = 64  # how many rows of one cluster may stay before all others do
CHUNK = 32_768
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def kept_for(signatures: NDArray[np.uint32], rows: Rows, scores: NDArray[np.float64], *, similarity: float) -> Rows:
    """For each of `rows` the one that stays for it, itself or one at least as similar as asked; of several the one with the highest score,
    NaN lowest, then the first. `scores` has one for each of `rows`; `signatures` may have more rows.
    """
    names = clusters(signatures, rows, similarity=similarity)
    stays = components.alone(len(rows))
    sizes = np.bincount(names, minlength=len(rows))
    members = np.flatnonzero(sizes[names] > 1)
    waiting = members[np.lexsort((-scores[members], names[members]))]
    for _ in range(ROUNDS):
        if not len(waiting):
            break
        begins = np.flatnonzero(begins_of(names[waiting]))
        best = np.repeat(waiting[begins], np.diff(np.append(begins, len(waiting))))
        others = waiting != best
        waiting, best = waiting[others], best[others]
        alike = _alike(signatures, rows[waiting], rows[best], least_equal(similarity))
        stays[waiting[alike]] = best[alike]
        waiting = waiting[~alike]
    return rows[stays]


def clusters(signatures: NDArray[np.uint32], rows: Rows, *, similarity: float) -> Rows:
    """For each of `rows` the place of the first one of its cluster. Between any two of a cluster stands a chain of near duplicates."""
    least = least_equal(similarity)
    names = components.alone(len(rows))
    places = components.alone(len(rows))
    _join_candidates(names, signatures, rows, places, _hashes(signatures, rows, np.arange(LANES)), least=LANES)
    places = np.flatnonzero(names == places)  # of equal signatures one is enough from here on
    for lanes in lanes_of_bands(similarity):
        _join_candidates(names, signatures, rows, places, _hashes(signatures, rows[places], lanes), least=least)
    return names


def bands(similarity: float) -> tuple[int, int]:
    """How many bands of how many lanes: the longest with which few enough pairs are missed."""
    for size in range(LANES, 1, -1):
        count = LANES // size
        if (1 - similarity**size) ** count <= MISSED:
            return count, size
    return LANES, 1


def lanes_of_bands(similarity: float) -> NDArray[np.int64]:
    """A row of lanes for each band: far apart, so that each has some of every part of a conversation."""
    count, size = bands(similarity)
    return np.arange(count)[:, None] + count * np.arange(size)


def band_hashes(signatures: NDArray[np.uint32], lanes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A row of hashes for each signature, one for each row of lanes."""
    found = np.repeat(lanes[None, :, 0].astype(np.uint64) + np.uint64(1), len(signatures), axis=0)
    for lane in lanes.T:
        found ^= signatures[:, lane]
        found *= _PRIME
        found ^= found >> np.uint64(29)
    return found


def _hashes(signatures: NDArray[np.uint32], rows: Rows, lanes: NDArray[np.int64]) -> NDArray[np.uint64]:
    found = np.empty(len(rows), np.uint64)
    for part in _chunks(len(rows)):
        found[part] = band_hashes(signatures[rows[part]], lanes[None])[:, 0]
    return found


def _join_candidates(
    names: Rows, signatures: NDArray[np.uint32], rows: Rows, places: Rows, keys: NDArray[np.uint64], *, least: int
) -> None:
    """Join those of `places` with the same key that are similar indeed. In a large bucket each is compared with some only, so that it
    stays linear.
    """
    order = np.argsort(keys, kind="stable")
    begins = begins_of(keys[order])
    bucket = np.cumsum(begins) - 1
    shared = np.bincount(bucket, minlength=1)[bucket] > 1 if len(bucket) else begins
    order, bucket = places[order[shared]], bucket[shared]
    for left, right in _pairs(bucket):
        one, other = order[left], order[right]
        apart = names[one] != names[other]
        one, other = one[apart], other[apart]
        alike = _alike(signatures, rows[one], rows[other], least)
        components.join(names, one[alike], other[alike])


def _pairs(bucket: NDArray[np.int64]) -> Iterator[tuple[Rows, Rows]]:
    """Places in `bucket`, which is in order: those a few apart in one bucket, then each with the first few of its bucket."""
    for step in range(1, WINDOW + 1):
        later = np.flatnonzero(bucket[step:] == bucket[:-step]) + step
        if not len(later):
            return
        yield later - step, later
    begin = np.maximum.accumulate(np.where(begins_of(bucket), np.arange(len(bucket)), 0))
    for step in range(WINDOW):
        later = np.flatnonzero(np.arange(len(bucket)) - begin > step + WINDOW)
        if not len(later):
            return
        yield begin[later] + step, later


def _alike(signatures: NDArray[np.uint32], one: Rows, other: Rows, least: int) -> NDArray[np.bool_]:
    found = np.empty(len(one), bool)
    for part in _chunks(len(one)):
        found[part] = np.count_nonzero(signatures[one[part]] == signatures[other[part]], axis=1) >= least
    return found


def _chunks(count: int) -> Iterator[slice]:
    return (slice(start, start + CHUNK) for start in range(0, count, CHUNK))
