"""One rule's numbers, or why there are none."""

from dataclasses import replace

from evalplatform.evaluations.gate import problems
from evalplatform.evaluations.gate.pairs import Pairs, paired
from evalplatform.evaluations.gate.results import Aligned, Values
from evalplatform.evaluations.gate.rules import FixedMeans, Question, Rule
from evalplatform.evaluations.gate.verdict import MetricVerdict, Outcome, Reason, decided
from evalplatform.evaluations.statistics.clusters import differences
from evalplatform.evaluations.statistics.comparison import Asked, Comparison, compare, is_binary


def measure(rule: Rule, sides: Aligned, fixed: FixedMeans | None, *, metrics: int, max_unpaired: float, resamples: int) -> MetricVerdict:
    """The measurements of a rule among `metrics` that compare, still without a verdict; with reasons, there can be none."""
    blank = MetricVerdict(rule.metric, Outcome.NO_VERDICT, allowed_loss=rule.allowed_loss)
    candidate, baseline = sides.candidate.values(rule.metric), _baseline(rule, sides, fixed)
    missing = problems.absent(rule, sides, candidate, baseline, named=fixed is not None or sides.baseline is not None)
    if candidate is None or missing:
        return decided(blank, Outcome.NO_VERDICT, *([missing] if missing else []))
    pairs = paired(sides, candidate, baseline)
    found = _described(blank, rule, pairs)
    different = problems.unpaired(rule, sides, max_unpaired=max_unpaired)
    reasons = (*([different] if different else []), *problems.flaws(rule, pairs, metrics=metrics))
    if reasons:
        return decided(_with_wanted(found, rule, reasons), Outcome.NO_VERDICT, *reasons)
    return _compared(found, rule, pairs, metrics=metrics, resamples=resamples)


def _baseline(rule: Rule, sides: Aligned, fixed: FixedMeans | None) -> Values | float | None:
    if not rule.compares:
        return None
    if fixed is not None:
        return float(fixed[rule.metric]) if rule.metric in fixed else None
    return sides.baseline.values(rule.metric) if sides.baseline else None


def _described(blank: MetricVerdict, rule: Rule, pairs: Pairs) -> MetricVerdict:
    counted = replace(
        blank,
        n=len(pairs),
        clusters=pairs.groups,
        errored=pairs.errored,
        newly_errored=pairs.newly_errored,
        errored_in_baseline=pairs.errored_in_baseline,
    )
    if pairs.not_finite or not len(pairs):
        return counted
    mean = float(pairs.candidate.mean())
    if pairs.baseline is None:
        return replace(counted, candidate=mean)
    found = differences(pairs.candidate, pairs.baseline)
    return replace(
        counted,
        candidate=mean,
        baseline=pairs.baseline_mean,
        difference=float(found.mean()),
        better=int((rule.sign * found > 0).sum()),
        worse=int((rule.sign * found < 0).sum()),
    )


def _with_wanted(metric: MetricVerdict, rule: Rule, reasons: tuple[Reason, ...]) -> MetricVerdict:
    """How many examples are wanting, where nothing else is."""
    wanted = rule.min_examples - metric.n
    return replace(metric, more_examples=wanted) if wanted > 0 and {one.code for one in reasons} == {"too_few"} else metric


def _compared(metric: MetricVerdict, rule: Rule, pairs: Pairs, *, metrics: int, resamples: int) -> MetricVerdict:
    if pairs.baseline is None or rule.allowed_loss is None:
        return metric
    asked = Asked(rule.allowed_loss, rule.alpha, metrics, resamples)
    found = _compare_turned(pairs, rule.sign, asked)
    low, high = found.interval if rule.sign > 0 else (-found.interval.high, -found.interval.low)
    return replace(
        metric,
        interval=(low, high),
        p_value=found.p_value,
        test=found.test,
        detectable=found.detectable,
        more_examples=found.to_settle if rule.question == Question.NON_INFERIORITY else None,
    )


def _compare_turned(pairs: Pairs, sign: int, asked: Asked) -> Comparison:
    """Values turned so that higher is better; 0 and 1 change places, so that they stay what exact tests know."""
    assert pairs.baseline is not None
    if sign > 0:
        return compare(pairs.candidate, pairs.baseline, pairs.keys, asked)
    top = 1 if is_binary(pairs.candidate) else 0
    return compare(top - pairs.candidate, top - pairs.baseline, pairs.keys, asked)
