"""Columns in order, and where in them a new value begins: what removing, splitting and pairing all do with hashes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def begins_of(keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each key differs from the one before it."""
    found = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=found[1:])
    return found


def equal_hashes(hashes: NDArray[np.uint64], rows: Rows | None = None) -> tuple[Rows, Rows]:
    """Those rows (of all, or of those given) whose hash of 128 bits another one has too, and a number for each that equal ones share.

    Almost always the high half alone says so; only rows that share it are compared whole, so a set without duplicates is sorted once by
    one column.
    """
    high = np.array(hashes[:, 0]) if rows is None else hashes[rows, 0]
    order = np.argsort(high, kind="stable")
    begins = begins_of(high[order])
    order = order[_shared(begins)]
    found = order if rows is None else rows[order]
    high, low = high[order], hashes[found, 1]
    order = np.lexsort((low, high))
    found, high, low = found[order], high[order], low[order]
    begins = begins_of(high) | begins_of(low)
    shared = _shared(begins)
    numbers: Rows = np.cumsum(begins)
    return found[shared], numbers[shared]


def _shared(begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a row is not alone between two begins."""
    return ~(begins & np.append(begins[1:], True)) if len(begins) else begins
