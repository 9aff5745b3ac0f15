import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.curate.order import begins_of, equal_hashes

HASHES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12)


def test_begins_of() -> None:
    assert begins_of(np.array([3, 3, 1, 3])).tolist() == [True, False, True, True]
    assert begins_of(np.array([])).tolist() == []


@given(HASHES, st.booleans())
def test_equal_hashes(hashes: list[tuple[int, int]], some: bool) -> None:
    rows = np.arange(0, len(hashes), 2 if some else 1)
    table = np.array(hashes, np.uint64).reshape(-1, 2)
    found, numbers = equal_hashes(table, rows if some else None)
    groups: dict[int, set[int]] = {}
    for row, number in zip(found.tolist(), numbers.tolist(), strict=True):
        groups.setdefault(number, set()).add(row)
    expected = {frozenset(row for row in rows.tolist() if hashes[row] == one) for one in hashes}
    assert {frozenset(one) for one in groups.values()} == {one for one in expected if len(one) > 1}
