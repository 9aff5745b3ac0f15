"""Bisection of what is true up to some point."""

from collections.abc import Callable


def last_true(low: float, high: float, holds: Callable[[float], bool], *, steps: int = 60) -> float:
    """Where between `low`, where it holds, and `high` it holds for the last time, to the last bits of a float; `high` if it does there."""
    if holds(high):
        return high
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
