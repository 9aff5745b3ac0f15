"""Two sets of results and a suite's rules, to one verdict."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from evalplatform.evaluations.gate.deciding import decide
from evalplatform.evaluations.gate.measuring import measure
from evalplatform.evaluations.gate.results import Results, aligned
from evalplatform.evaluations.gate.rules import FixedMeans, Gate, Rule, Waiver
from evalplatform.evaluations.gate.verdict import MetricVerdict, Outcome, Reason, Verdict
from evalplatform.evaluations.statistics.adjusting import holm
from evalplatform.evaluations.statistics.comparison import RESAMPLES


def judge(
    gate: Gate,
    candidate: Results,
    baseline: Results | FixedMeans | None,
    *,
    now: datetime,
    clusters: Mapping[Any, Hashable] | None = None,
    waivers: Sequence[Waiver] = (),
    resamples: int = RESAMPLES,
) -> Verdict:
    """The verdict of `candidate` beside `baseline`: results over the same examples, fixed means by metric, or None (then only floors hold).

    `clusters` names for an example the document or session that it shares with others; repeats of an example need no cluster. It fails
    when any metric fails that is not waived at `now`, is no verdict when any could not be judged, and else passes. The same input, in
    any order, gives the same verdict. Raises ValueError when a metric has not one value for each result.
    """
    if not gate.rules:
        empty = Reason("no_rules", "The suite has no rules, so nothing was judged. Give it a rule for a metric.")
        return Verdict(Outcome.NO_VERDICT, (empty,), (), gate.no_verdict_counts_as)
    fixed, measured = (None, baseline) if isinstance(baseline, Results) or baseline is None else (baseline, None)
    sides = aligned(candidate, measured, clusters or {})
    metrics = max(1, sum(rule.compares for rule in gate.rules))
    found = [measure(rule, sides, fixed, metrics=metrics, max_unpaired=gate.max_unpaired, resamples=resamples) for rule in gate.rules]
    decisions = [decide(rule, one) for rule, one in zip(gate.rules, _adjusted(gate.rules, found), strict=True)]
    judged = tuple(_waived(one, waivers, now) for one in decisions)
    return Verdict(
        verdict=_whole(judged),
        reasons=tuple(reason for one in judged for reason in one.reasons),
        metrics=judged,
        no_verdict_counts_as=gate.no_verdict_counts_as,
        only_candidate=sides.only_candidate,
        only_baseline=sides.only_baseline,
    )


def _adjusted(rules: tuple[Rule, ...], metrics: list[MetricVerdict]) -> list[MetricVerdict]:
    """Holm's p-values, over the metrics that are compared at all."""
    compared = [place for place, rule in enumerate(rules) if rule.compares]
    adjusted = dict(zip(compared, holm([metrics[place].p_value for place in compared]), strict=True))
    return [replace(one, p_adjusted=adjusted.get(place)) for place, one in enumerate(metrics)]


def _waived(metric: MetricVerdict, waivers: Sequence[Waiver], now: datetime) -> MetricVerdict:
    waiver = next((one for one in waivers if one.covers(metric.name, now)), None)
    if metric.verdict != Outcome.FAIL or waiver is None:
        return metric
    text = f"{metric.name} fails, and passes by a waiver of {waiver.who} until {waiver.until:%Y-%m-%d %H:%M %Z}: {waiver.why}"
    return replace(metric, waiver=waiver, reasons=(*metric.reasons, Reason("waived", text, metric.name)))


def _whole(metrics: tuple[MetricVerdict, ...]) -> Outcome:
    if any(one.verdict == Outcome.FAIL and one.waiver is None for one in metrics):
        return Outcome.FAIL
    return Outcome.NO_VERDICT if any(one.verdict == Outcome.NO_VERDICT for one in metrics) else Outcome.PASS
