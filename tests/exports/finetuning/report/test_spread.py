import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.report.spread import MAX_BARS, Bar, Spread, spread

NUMBERS = st.lists(st.one_of(st.integers(0, 100), st.integers(0, 2**53)), max_size=60)


def added(numbers: list[int]) -> Spread:
    one = Spread()
    for number in numbers:
        one.add(number)
    return one


def test_nothing_has_no_mean_quantile_or_bars() -> None:
    assert (Spread().mean, Spread().quantile(0.5), Spread().bars()) == (None, None, [])


def test_small_numbers_are_exact() -> None:
    one = added([3, 1, 31, 3])
    assert (one.count, one.total, one.low, one.high, one.mean) == (4, 38, 1, 31, 9.5)
    assert (one.quantile(0.25), one.quantile(0.5), one.quantile(0.75), one.quantile(1.0)) == (1, 3, 3, 31)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_quantile_is_off_by_a_sixteenth_at_most(share: float) -> None:
    numbers = [round(1.01**step) for step in range(1500)]
    exact = sorted(numbers)[int(share * len(numbers)) - 1]
    assert added(numbers).quantile(share) == pytest.approx(exact, rel=1 / 16)


def test_bars_have_no_gaps_and_hold_every_number() -> None:
    assert added([1, 3, 3]).bars() == [Bar(1, 1, 1), Bar(2, 2, 0), Bar(3, 3, 2)]
    assert added([32, 33, 34]).bars() == [Bar(32, 33, 2), Bar(34, 35, 1)]


def test_wide_ranges_get_wider_bars() -> None:
    assert added([0, 40, 100]).bars(at_most=4) == [Bar(0, 15, 1), Bar(16, 31, 0), Bar(32, 63, 1), Bar(64, 127, 1)]


@given(NUMBERS)
def test_bars_are_few_touch_and_add_up(numbers: list[int]) -> None:
    bars = added(numbers).bars()
    assert len(bars) <= MAX_BARS
    assert sum(bar.size for bar in bars) == len(numbers)
    assert all(left.high + 1 == right.low for left, right in zip(bars, bars[1:], strict=False))
    assert all(any(bar.low <= number <= bar.high for bar in bars) for number in numbers)


@given(NUMBERS)
def test_an_array_is_spread_like_its_numbers(numbers: list[int]) -> None:
    assert spread(np.array(numbers, np.uint64)) == added(numbers)


def test_an_array_of_facts_may_be_of_small_integers() -> None:
    assert spread(np.array([5, 2**32 - 1], np.uint32)) == added([5, 2**32 - 1])


@given(NUMBERS, st.integers(0, 60))
def test_merged_is_as_added_in_one_go(numbers: list[int], cut: int) -> None:
    one = added(numbers[:cut])
    one.merge(added(numbers[cut:]))
    assert one == added(numbers)
    assert Spread.from_json(one.as_json()) == one
