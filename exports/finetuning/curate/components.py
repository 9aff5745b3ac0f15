"""Sets of rows that grow together: union-find over numpy arrays. The lowest row names a set, so the order of the joins does not matter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.finetuning.curate.order import Rows


def alone(count: int) -> Rows:
    """Each row in a set of its own: for each row, the one that names its set."""
    return np.arange(count, dtype=np.int64)


def join(names: Rows, left: Rows, right: Rows) -> None:
    """Put each row of `left` into one set with its partner of `right`."""
    while True:
        left, right = names[left], names[right]
        apart = left != right
        if not apart.any():
            return
        left, right = left[apart], right[apart]
        np.minimum.at(names, np.maximum(left, right), np.minimum(left, right))
        _flatten(names)


def join_equal(names: Rows, rows: Rows, keys: NDArray[Any]) -> None:
    """Put rows with the same key into one set; `keys` has one for each of `rows`."""
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    join(names, rows[order[:-1][same]], rows[order[1:][same]])


def _flatten(names: Rows) -> None:
    while True:
        above = names[names]
        if np.array_equal(above, names):
            return
        names[:] = above
