"""The values of one metric that both sides have, and what was left out of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evalplatform.evaluations.gate.results import Aligned, Numbers, Values
from evalplatform.evaluations.statistics.clusters import Floats


@dataclass(frozen=True)
class Pairs:
    """Example by example; `baseline` may be one fixed number, or None where nothing is compared.

    `expected` examples have an answer of the baseline (or need none), and `newly_errored` of these none of the candidate. `usable`
    examples of the candidate have a value.
    """

    candidate: Floats
    baseline: Floats | float | None
    keys: Numbers
    expected: int
    usable: int
    errored: int
    newly_errored: int
    errored_in_baseline: int
    not_finite: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.candidate)

    @property
    def groups(self) -> int:
        return len(np.unique(self.keys))

    @property
    def baseline_mean(self) -> float | None:
        return self.baseline if self.baseline is None or isinstance(self.baseline, float) else float(self.baseline.mean())


def paired(sides: Aligned, candidate: Values, baseline: Values | float | None) -> Pairs:
    """The examples that were asked on both sides and errored on neither."""
    measured = baseline if isinstance(baseline, Values) else None
    expected = candidate.measured & measured.usable if measured else candidate.measured
    kept = expected & candidate.usable
    return Pairs(
        candidate=candidate.means[kept],
        baseline=baseline.means[kept] if isinstance(baseline, Values) else baseline,
        keys=sides.clusters[kept],
        expected=int(expected.sum()),
        usable=int(candidate.usable.sum()),
        errored=int(candidate.errored.sum()),
        newly_errored=int((expected & candidate.errored).sum()),
        errored_in_baseline=int(measured.errored.sum()) if measured else 0,
        not_finite=tuple(_not_finite(candidate, baseline)),
    )


def _not_finite(candidate: Values, baseline: Values | float | None) -> Iterator[str]:
    if not candidate.finite:
        yield "candidate"
    if not (baseline.finite if isinstance(baseline, Values) else baseline is None or np.isfinite(baseline)):
        yield "baseline"
