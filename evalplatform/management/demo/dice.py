"""Seeded chance that falls alike on every Python: built on `Random.random()` only, the one method whose numbers never change."""

import math
from collections.abc import Sequence
from random import Random
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
STEPS = 1024
_NORMAL = tuple(NormalDist().inv_cdf((step + 0.5) / STEPS) for step in range(STEPS))


class Dice:
    """A stream of random decisions."""

    __slots__ = ("roll",)

    def __init__(self, seed: int) -> None:
        self.roll = Random(seed).random  # noqa: S311 (made-up data, no secrets)

    def below(self, limit: int) -> int:
        """A whole number from 0 up to and without `limit`."""
        return int(self.roll() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.roll() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        return self.roll() < probability

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.roll() * len(choices))]


def weighted(weights: dict[T, int]) -> tuple[T, ...]:
    """The keys, each as often as its weight says: `Dice.pick` then chooses by weight."""
    return tuple(key for key, weight in weights.items() for _ in range(weight))


def log_normal(spread: float) -> tuple[float, ...]:
    """Factors around 1 whose logarithms are normal with the standard deviation `spread`: `Dice.pick` then draws one."""
    return tuple(math.exp(spread * step) for step in _NORMAL)
