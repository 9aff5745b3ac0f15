"""An interval of differences."""

from typing import NamedTuple


class Interval(NamedTuple):
    low: float
    high: float
