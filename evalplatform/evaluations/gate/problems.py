"""Why a metric cannot be judged: each of these is no verdict, never a pass.

An errored result is no zero, and none is dropped unseen. Those that errored in the candidate alone are the ones that matter: there the
baseline has an answer, and leaving the example out could hide a loss. Examples that the baseline failed on are left out and counted; what
stayed out was not the candidate's choice.
"""

from collections.abc import Iterator

from evalplatform.evaluations.gate.pairs import Pairs
from evalplatform.evaluations.gate.results import Aligned, Values
from evalplatform.evaluations.gate.rules import Rule
from evalplatform.evaluations.gate.verdict import Reason
from evalplatform.evaluations.statistics.power import least_clusters


def absent(rule: Rule, sides: Aligned, candidate: Values | None, baseline: Values | float | None, *, named: bool) -> Reason | None:
    """What is not there at all; `named` says whether there is a baseline."""
    name = rule.metric
    if not len(sides.candidate.results.examples):
        return Reason("no_results", f"{name}: the candidate has no results.", name)
    if candidate is None:
        return Reason("missing_metric", f"{name}: the candidate was not measured by it. Add its scorer to the evaluation.", name)
    if rule.compares and baseline is None:
        if not named:
            return Reason("no_baseline", f"{name}: there is nothing to compare with. Name a baseline, or give only a floor.", name)
        return Reason("missing_in_baseline", f"{name}: the baseline was not measured by it. Measure it again, or take another.", name)
    return None


def unpaired(rule: Rule, sides: Aligned, *, max_unpaired: float) -> Reason | None:
    found = sides.only_candidate + sides.only_baseline
    if not rule.compares or found <= max_unpaired * len(sides.examples):
        return None
    text = (
        f"{rule.metric}: {sides.only_candidate} examples are in the candidate only and {sides.only_baseline} in the baseline only, "
        f"of {len(sides.examples)}. Run both over the same version of the dataset."
    )
    return Reason("different_examples", text, rule.metric)


def flaws(rule: Rule, pairs: Pairs, *, metrics: int) -> Iterator[Reason]:
    """What is wrong with the values that there are."""
    name = rule.metric
    for side in pairs.not_finite:
        yield Reason("not_finite", f"{name}: the {side} has NaN, infinite or absurdly large values. Mend its scorer.", name)
    if pairs.usable == 0:
        yield Reason("all_errored", f"{name}: all {pairs.errored} examples of the candidate errored.", name)
    elif pairs.newly_errored > rule.max_errored * pairs.expected:
        text = (
            f"{name}: {pairs.newly_errored} of the {pairs.expected} examples that could be compared errored in the candidate; "
            f"the rule lets {rule.max_errored:.4g} of them do so. Run these again, or allow more by max_errored."
        )
        yield Reason("newly_errored", text, name)
    else:
        yield from _too_few(rule, pairs, metrics=metrics)


def _too_few(rule: Rule, pairs: Pairs, *, metrics: int) -> Iterator[Reason]:
    name, n = rule.metric, len(pairs)
    if n < rule.min_examples:
        yield Reason("too_few", f"{name}: {n} examples could be compared, and the rule wants {rule.min_examples}.", name)
    least = least_clusters(rule.alpha / metrics) if rule.compares else 1
    if pairs.groups < least:
        text = (
            f"{name}: {n} examples in {pairs.groups} groups that are independent. With fewer than {least}, nothing could be significant at "
            f"alpha {rule.alpha:.4g} over {metrics} metrics."
        )
        yield Reason("too_few", text, name)
