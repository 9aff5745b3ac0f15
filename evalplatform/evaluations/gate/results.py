"""What was measured of candidate and baseline, and which of it can be compared: example by example.

An example's value is the mean over its repeats, so each example weighs the same however often it was asked, and its repeats never count
as evidence of their own. An example of which one repeat errored is errored as a whole: the mean of the rest would be that of the tries that
went well.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalplatform.evaluations.statistics.clusters import Floats

LARGEST = 1e100  # beyond it squares are no numbers any more

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Results:
    """An evaluation, a place for each result: `examples` has the id of the example, several times where it was asked again, and
    `scores` by metric the value, None where it errored or was not measured. Ids must be the same on both sides.
    """

    examples: Sequence[Hashable]
    scores: Mapping[str, Sequence[float | None]]

    def __post_init__(self) -> None:
        for name, values in self.scores.items():
            if len(values) != len(self.examples):
                raise ValueError(f"The metric {name!r} has {len(values)} values for {len(self.examples)} results.")


@dataclass(frozen=True)
class Side:
    """One evaluation over the examples of both. `places` says of each result which example it is of, `asked` which examples there are."""

    results: Results
    places: Numbers
    asked: Flags

    def values(self, metric: str) -> "Values | None":
        """The metric by example; None where nobody measured it."""
        given = self.results.scores.get(metric)
        if given is None:
            return None
        errored = np.fromiter((one is None for one in given), bool, len(given))
        numbers = np.array([0.0 if one is None else one for one in given], np.float64)
        count = len(self.asked)
        with np.errstate(invalid="ignore", over="ignore"):  # an infinity here is told as what it is
            sums = np.bincount(self.places, weights=numbers, minlength=count)
        repeats = np.bincount(self.places, minlength=count)
        return Values(
            means=sums / np.maximum(repeats, 1),
            errored=np.bincount(self.places[errored], minlength=count) > 0,
            measured=self.asked,
            finite=bool((np.abs(numbers) <= LARGEST).all()),
        )


@dataclass(frozen=True)
class Values:
    """Of one metric, by example. `means` counts where `usable`; `finite` is False if any result was NaN, infinite or out of reach."""

    means: Floats
    errored: Flags
    measured: Flags
    finite: bool

    @property
    def usable(self) -> Flags:
        return self.measured & ~self.errored


@dataclass(frozen=True)
class Aligned:
    """Both sides over one list of examples, and the cluster of each. Without results of a baseline there is one side only."""

    candidate: Side
    baseline: Side | None
    clusters: Numbers
    examples: tuple[Hashable, ...]

    @property
    def only_candidate(self) -> int:
        return int((self.candidate.asked & ~self.baseline.asked).sum()) if self.baseline else 0

    @property
    def only_baseline(self) -> int:
        return int((self.baseline.asked & ~self.candidate.asked).sum()) if self.baseline else 0


def aligned(candidate: Results, baseline: Results | None, clusters: Mapping[Any, Hashable]) -> Aligned:
    """`clusters` names for an example what it belongs to: a document, a session. Without a name it stands alone."""
    known: dict[Hashable, int] = {}
    places = _places(candidate, known)
    others = None if baseline is None else _places(baseline, known)
    return Aligned(
        candidate=_side(candidate, places, len(known)),
        baseline=None if baseline is None or others is None else _side(baseline, others, len(known)),
        clusters=_clusters(known, clusters),
        examples=tuple(known),
    )


def _side(results: Results, places: Numbers, count: int) -> Side:
    return Side(results, places, np.bincount(places, minlength=count) > 0)


def _places(results: Results, known: dict[Hashable, int]) -> Numbers:
    return np.fromiter((known.setdefault(example, len(known)) for example in results.examples), np.int64, len(results.examples))


def _clusters(known: dict[Hashable, int], clusters: Mapping[Any, Hashable]) -> Numbers:
    if not clusters:
        return np.arange(len(known))
    groups: dict[Hashable, int] = {}
    keys = ((clusters.get(example), place) for place, example in enumerate(known))
    named = ((False, place) if key is None else (True, key) for key, place in keys)
    return np.fromiter((groups.setdefault(name, len(groups)) for name in named), np.int64, len(known))
