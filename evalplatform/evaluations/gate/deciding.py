"""From a rule and its measurements to a verdict on one metric, in words that a developer can act on."""

from evalplatform.evaluations.gate.rules import Direction, Question, Rule
from evalplatform.evaluations.gate.verdict import MetricVerdict, Outcome, Reason, decided

WORST_FIRST = (Outcome.FAIL, Outcome.NO_VERDICT, Outcome.PASS)
ROUNDING = 1e-12


def decide(rule: Rule, metric: MetricVerdict) -> MetricVerdict:
    """The metric with its verdict. What could not be measured stays without one."""
    if metric.reasons:
        return metric
    found = [*_of_floor(rule, metric), *_of_comparison(rule, metric)]
    worst = min((outcome for outcome, _ in found), key=WORST_FIRST.index)
    return decided(metric, worst, *(reason for _, reason in found))


def _of_floor(rule: Rule, metric: MetricVerdict) -> list[tuple[Outcome, Reason]]:
    if rule.floor is None or metric.candidate is None:
        return []
    beyond = rule.sign * (metric.candidate - rule.floor) < -ROUNDING * abs(rule.floor)
    limit = f"{'at least' if rule.direction == Direction.HIGHER else 'at most'} {_number(rule.floor)}"
    text = f"{rule.metric}: the mean is {_number(metric.candidate)}, and the rule wants {limit}."
    return [(Outcome.FAIL if beyond else Outcome.PASS, Reason("beyond_floor" if beyond else "within_floor", text, rule.metric))]


def _of_comparison(rule: Rule, metric: MetricVerdict) -> list[tuple[Outcome, Reason]]:
    if rule.allowed_loss is None:
        return []
    ask = _of_regression if rule.question == Question.REGRESSION else _of_non_inferiority
    outcome, code, text = ask(rule, metric)
    return [(outcome, Reason(code, f"{rule.metric}: {text}", rule.metric))]


def _of_regression(rule: Rule, metric: MetricVerdict) -> tuple[Outcome, str, str]:
    assert metric.difference is not None
    assert rule.allowed_loss is not None
    limit = _number(rule.allowed_loss)
    if -rule.sign * metric.difference > rule.allowed_loss and _significant(rule, metric):
        return Outcome.FAIL, "worse", f"{_change(metric)}: worse by more than {limit}, and hardly by chance {_p(metric)}."
    shown = "" if metric.detectable is None else f" A loss of {_number(metric.detectable)} would most likely have been shown."
    return Outcome.PASS, "not_worse", f"{_change(metric)}: no proof of a loss of more than {limit} {_p(metric)}.{shown}"


def _of_non_inferiority(rule: Rule, metric: MetricVerdict) -> tuple[Outcome, str, str]:
    assert metric.interval is not None
    assert rule.allowed_loss is not None
    low, high = sorted(rule.sign * one for one in metric.interval)
    limit = _number(rule.allowed_loss)
    found = f"{_change(metric)} (difference between {_number(metric.interval[0])} and {_number(metric.interval[1])})"
    if low > -rule.allowed_loss:
        return _of_interval_above(rule, metric, f"{found}: no loss of {limit} or more")
    if high >= -rule.allowed_loss:
        more = "" if metric.more_examples is None else f" About {metric.more_examples} more, if they turn out alike, would tell."
        text = f"{found}: these {metric.n} examples cannot tell whether the loss is more than {limit}.{more}"
        return Outcome.NO_VERDICT, "undecided", text
    if _significant(rule, metric):
        return Outcome.FAIL, "inferior", f"{found}: a loss of more than {limit} {_p(metric)}."
    return Outcome.NO_VERDICT, "undecided", f"{found}: a loss of more than {limit}, but it may be chance {_p(metric)}."


def _of_interval_above(rule: Rule, metric: MetricVerdict, text: str) -> tuple[Outcome, str, str]:
    """The test must agree with the interval. Its p needs no adjusting here: to pass, all metrics must."""
    if metric.p_value is not None and metric.p_value <= rule.alpha:
        return Outcome.PASS, "not_inferior", f"{text}."
    return Outcome.NO_VERDICT, "undecided", f"{text}, but it may be chance (p {_number(metric.p_value or 0.0)})."


def _significant(rule: Rule, metric: MetricVerdict) -> bool:
    return metric.p_adjusted is not None and metric.p_adjusted <= rule.alpha


def _change(metric: MetricVerdict) -> str:
    assert metric.baseline is not None
    assert metric.candidate is not None
    return f"{_number(metric.baseline)} → {_number(metric.candidate)}"


def _p(metric: MetricVerdict) -> str:
    return f"(adjusted p {_number(metric.p_adjusted or 0.0)})"


def _number(value: float) -> str:
    return f"{value:.4g}"
