"""What got better and what got worse, example by example, for a report to show."""

import heapq
from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evalplatform.evaluations.gate.results import Aligned, Flags, Results, Values, aligned
from evalplatform.evaluations.gate.rules import Direction
from evalplatform.evaluations.statistics.clusters import Floats, differences


class Change(NamedTuple):
    """An example and its mean on both sides; `difference` is the candidate's less the baseline's."""

    example: Hashable
    baseline: float
    candidate: float
    difference: float


class Scored(NamedTuple):
    example: Hashable
    value: float


class Changes(NamedTuple):
    """The largest changes of one metric, the largest first. `newly_errored`: the baseline has an answer, the candidate an error.
    The counts are of all, also of what is not listed; `only_…` of examples that cannot be compared.
    """

    better: tuple[Change, ...] = ()
    worse: tuple[Change, ...] = ()
    newly_errored: tuple[Hashable, ...] = ()
    better_count: int = 0
    worse_count: int = 0
    newly_errored_count: int = 0
    only_candidate: int = 0
    only_baseline: int = 0


class Extremes(NamedTuple):
    """The examples of one evaluation with the best means, the best first, and with the worst, the worst first."""

    best: tuple[Scored, ...] = ()
    worst: tuple[Scored, ...] = ()


def changes(candidate: Results, baseline: Results, metric: str, *, direction: Direction = Direction.HIGHER, limit: int = 10) -> Changes:
    """Up to `limit` examples a list, equal changes in the order of their ids. Without lists where a side lacks the metric."""
    return changes_of(aligned(candidate, baseline, {}), metric, direction=direction, limit=limit)


def changes_of(sides: Aligned, metric: str, *, direction: Direction = Direction.HIGHER, limit: int = 10) -> Changes:
    """The same of sides that stand side by side already, as for several metrics."""
    apart = Changes(only_candidate=sides.only_candidate, only_baseline=sides.only_baseline)
    ours = sides.candidate.values(metric)
    theirs = sides.baseline.values(metric) if sides.baseline else None
    if ours is None or theirs is None:
        return apart
    rows = _changes(sides, ours, theirs)
    sign = 1 if direction == Direction.HIGHER else -1
    better, worse, lost = sign * rows.found > 0, sign * rows.found < 0, ours.measured & ours.errored & theirs.usable
    return apart._replace(
        better=rows.largest(better, limit),
        worse=rows.largest(worse, limit),
        newly_errored=tuple(heapq.nsmallest(limit, (sides.examples[place] for place in np.flatnonzero(lost)), key=str)),
        better_count=int(better.sum()),
        worse_count=int(worse.sum()),
        newly_errored_count=int(lost.sum()),
    )


def extremes(results: Results, metric: str, *, direction: Direction = Direction.HIGHER, limit: int = 10) -> Extremes:
    """Up to `limit` examples a list, equal ones in the order of their ids; what errored is in neither."""
    return extremes_of(aligned(results, None, {}), metric, direction=direction, limit=limit)


def extremes_of(sides: Aligned, metric: str, *, direction: Direction = Direction.HIGHER, limit: int = 10) -> Extremes:
    """The same of the candidate in `sides`."""
    values = sides.candidate.values(metric)
    if values is None:
        return Extremes()
    kept = values.usable & _finite(values)
    best, worst = (values.means, -values.means) if direction == Direction.HIGHER else (-values.means, values.means)
    chosen = [_first(sides, one, kept, limit) for one in (best, worst)]
    return Extremes(*(tuple(Scored(sides.examples[at], float(values.means[at])) for at in places) for places in chosen))


@dataclass(frozen=True)
class _Rows:
    """Both sides and their differences by example; no difference where one of them has no number."""

    sides: Aligned
    candidate: Floats
    baseline: Floats
    found: Floats

    def largest(self, kept: Flags, limit: int) -> tuple[Change, ...]:
        return tuple(
            Change(self.sides.examples[at], float(self.baseline[at]), float(self.candidate[at]), float(self.found[at]))
            for at in _first(self.sides, np.abs(self.found), kept, limit)
        )


def _changes(sides: Aligned, ours: Values, theirs: Values) -> _Rows:
    both = ours.usable & theirs.usable & _finite(ours) & _finite(theirs)
    candidate, baseline = (np.where(both, one.means, 0.0) for one in (ours, theirs))
    return _Rows(sides, candidate, baseline, differences(candidate, baseline))


def _first(sides: Aligned, values: Floats, kept: Flags, limit: int) -> list[int]:
    """The places of the largest values."""
    return heapq.nsmallest(limit, np.flatnonzero(kept).tolist(), key=lambda place: (-values[place], str(sides.examples[place])))


def _finite(values: Values) -> Flags:
    found: Flags = np.isfinite(values.means)
    return found
