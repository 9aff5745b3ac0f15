"""Results and verdicts in one line."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from evalplatform.evaluations.gate.judging import judge
from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Gate, Rule
from evalplatform.evaluations.gate.verdict import MetricVerdict, Verdict

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
Scores = Sequence[float | None]


def measured(**scores: Scores) -> Results:
    """Results of as many examples, numbered from 0."""
    return Results(range(len(next(iter(scores.values())))), scores)


def judged(rules: Rule | tuple[Rule, ...], candidate: Any, baseline: Any = None, **given: Any) -> Verdict:
    """The verdict of the gate that has these rules; plain lists are the values of the metric "a"."""
    gate = {key: given.pop(key) for key in ("max_unpaired", "no_verdict_counts_as") if key in given}
    sides = [measured(a=one) if isinstance(one, list) else one for one in (candidate, baseline)]
    return judge(Gate(rules if isinstance(rules, tuple) else (rules,), **gate), *sides, **{"now": NOON, "resamples": 999, **given})


def only(verdict: Verdict) -> MetricVerdict:
    (metric,) = verdict.metrics
    return metric


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]
