import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.curate import components

JOINS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20)


def by_sets(joins: list[tuple[int, int]]) -> list[int]:
    sets = [{row} for row in range(12)]
    for one, other in joins:
        whole = sets[one] | sets[other]
        for row in whole:
            sets[row] = whole
    return [min(one) for one in sets]


@given(JOINS)
def test_as_sets_do(joins: list[tuple[int, int]]) -> None:
    names = components.alone(12)
    left, right = np.array(joins, np.int64).reshape(-1, 2).T
    components.join(names, left, right)
    assert names.tolist() == by_sets(joins)


@given(JOINS)
def test_one_after_the_other(joins: list[tuple[int, int]]) -> None:
    names = components.alone(12)
    for one, other in joins:
        components.join(names, np.array([one]), np.array([other]))
    assert names.tolist() == by_sets(joins)


def test_a_long_chain() -> None:
    names = components.alone(100_000)
    components.join(names, np.arange(99_999), np.arange(1, 100_000))
    assert not names.any()


def test_equal_keys() -> None:
    names = components.alone(5)
    components.join_equal(names, np.array([4, 1, 3]), np.array([7, 8, 7], np.uint64))
    assert names.tolist() == [0, 1, 2, 3, 3]
