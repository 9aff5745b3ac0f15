"""The gate of a suite beside its scorers: rules are about metrics that there are, in numbers that these can have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.asked import MAX_PATH
from evalplatform.evaluations.gate.rules import Rule
from evalplatform.evaluations.scorers.chosen import Chosen
from evalplatform.evaluations.scorers.scorer import Scale
from evalplatform.evaluations.summaries.wanted import GateSettings, parse_gate
from evalplatform.exact_json import escape_key


def check_gate(given: Any, chosen: Sequence[Chosen]) -> None:
    """Raises InvalidInput with all that is wrong with the gate of a suite that has these scorers."""
    settings = parse_gate(with_directions(given, chosen))
    problems = [*_of_rules(settings.gate.rules, {one.metric: one.scale for one in chosen}), *_of_baseline(settings)]
    if problems:
        raise InvalidInput(*problems)


def with_directions(gate: Any, chosen: Sequence[Chosen]) -> Any:
    """The gate, each rule that does not say which way is better with its scorer's own direction.

    One that says otherwise than its scorer holds as it is: `contains` of a word that must not be there is better when it is lower.
    """
    if not isinstance(gate, dict) or not isinstance(rules := gate.get("rules"), list):
        return gate
    own = {one.metric: one.scorer.direction.value for one in chosen}
    return {**gate, "rules": [_directed(rule, own) for rule in rules]}


def _directed(rule: Any, own: Mapping[str, str]) -> Any:
    if not isinstance(rule, dict) or "direction" in rule or not isinstance(metric := rule.get("metric"), str) or metric not in own:
        return rule
    return {**rule, "direction": own[metric]}


def _of_rules(rules: Sequence[Rule], scales: Mapping[str, Scale]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        at = f"/gate/rules/{index}"
        scale = scales.get(rule.metric)
        if scale is None:
            known = ", ".join(scales)
            yield Problem(f"{at}/metric", f"No scorer of the suite gives {rule.metric!r}; they give {known}.", "unknown_metric")
            continue
        if rule.floor is not None and not _is_within(scale, rule.floor):
            yield Problem(f"{at}/floor", f"{rule.metric} is {_range(scale)}, so no mean can be judged by {rule.floor:g}.", "range")
        if rule.allowed_loss is not None and _is_wider(rule.allowed_loss, scale):
            yield Problem(f"{at}/allowed_loss", f"{rule.metric} is {_range(scale)}, so it never loses {rule.allowed_loss:g}.", "range")


def _of_baseline(settings: GateSettings) -> Iterator[Problem]:
    if len(settings.branch_or_id) > MAX_PATH:
        yield Problem("/gate/baseline", f"baseline is a text of at most {MAX_PATH} characters.", "too_long")
    ruled = [rule.metric for rule in settings.gate.rules]
    for metric in settings.fixed or {}:
        if metric not in ruled:
            said = f"No rule is about {metric!r}; there are rules about {', '.join(ruled) or 'nothing'}."
            yield Problem(f"/gate/baseline/{escape_key(metric)}", said, "unknown_metric")


def _is_within(scale: Scale, value: float) -> bool:
    return (scale.low is None or value >= scale.low) and (scale.high is None or value <= scale.high)


def _is_wider(loss: float, scale: Scale) -> bool:
    """Whether nothing on the scale can be lost by so much: 2 where 2 % is meant."""
    return scale.low is not None and scale.high is not None and loss > scale.high - scale.low


def _range(scale: Scale) -> str:
    low, high = ("" if one is None else f"{one:g}" for one in (scale.low, scale.high))
    if low and high:
        return f"from {low} to {high}"
    return f"from {low}" if low else f"at most {high}"
