"""The end of an evaluation: its summary, the gate's verdict, its report; and what it comes to beside another."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from evalplatform.errors import InvalidInput
from evalplatform.evaluations import waivers
from evalplatform.evaluations.baselines import Baseline, resolve
from evalplatform.evaluations.gate.results import aligned
from evalplatform.evaluations.gate.rules import Direction, Gate, Question, Rule
from evalplatform.evaluations.gate.verdict import Outcome, Reason, Verdict, as_json
from evalplatform.evaluations.models import Evaluation, EvaluationState
from evalplatform.evaluations.report import examples
from evalplatform.evaluations.report.document import document, plain
from evalplatform.evaluations.summaries.measured import Measured, directions_of, measured
from evalplatform.evaluations.summaries.summary import summary
from evalplatform.evaluations.summaries.wanted import GateSettings, parse_gate
from evalplatform.events.outbox import record

_FIELDS = ("state", "summary", "verdict", "report", "compared_with", "finished_at")


class Gated(NamedTuple):
    """A verdict, and what was measured of the evaluation that it rests on, if it is one."""

    verdict: Verdict
    baseline: Measured | None = None


def finish(evaluation: Evaluation) -> None:
    """Complete it, within the transaction of the caller, who has its row. Without rules of a gate there is a summary, and no verdict."""
    given = measured(evaluation)
    evaluation.state = EvaluationState.COMPLETED
    evaluation.finished_at = timezone.now()
    sides = aligned(given.results, None, given.clusters)
    evaluation.summary = plain(summary(evaluation, sides))
    directions = _directions(evaluation)
    shown = examples.best_and_worst(evaluation.id, sides, directions)
    found = _gated(evaluation, given)
    changes = _changes(evaluation, given, found.baseline, directions) if found else None
    evaluation.verdict = found.verdict.verdict.value if found else ""
    gate = body_of(found.verdict) if found else None
    evaluation.report = document(evaluation, directions=directions, gate=gate, examples=shown, changes=changes)
    evaluation.save(update_fields=_FIELDS)
    record(evaluation.project_id, "evaluation.finished", {"evaluation": str(evaluation.id), "verdict": evaluation.verdict})
    if found:
        _record_gate(evaluation, found.verdict)


def compared(evaluation_id: UUID, baseline_id: UUID) -> dict[str, Any]:
    """The body of `…/compare`, of two that have completed: by the rules of the gate, else each metric for a regression."""
    evaluation, other = (Evaluation.objects.get(id=id) for id in (evaluation_id, baseline_id))
    candidate, baseline = measured(evaluation), measured(other)
    gate = _gate_of(evaluation)
    sides = aligned(candidate.results, baseline.results, {})
    directions = {rule.metric: Direction(rule.direction) for rule in gate.rules}
    shown = examples.changed(evaluation.id, other.id, sides, directions)
    body = body_of(_judged(evaluation, gate, candidate, baseline))
    named = {"evaluation": str(evaluation.id), "baseline": str(other.id), "directions": directions}
    return plain(body | named | {"examples": shown})  # type: ignore[no-any-return]


def body_of(verdict: Verdict) -> dict[str, Any]:
    return as_json(verdict) | {"no_verdict_counts_as": verdict.no_verdict_counts_as}


def _gated(evaluation: Evaluation, given: Measured) -> Gated | None:
    if not evaluation.gate:
        return None
    try:
        settings = parse_gate(evaluation.gate)
    except InvalidInput as error:  # a suite that was not checked must not keep its evaluations open for ever
        broken = Reason("invalid_gate", f"The gate of the suite cannot be read: {error.message} Mend the suite.")
        return Gated(Verdict(Outcome.NO_VERDICT, (broken,), ()))
    if not settings.gate.rules:
        return None
    baseline = resolve(evaluation, evaluation.baseline or settings.branch_or_id, fixed=settings.fixed)
    evaluation.compared_with = baseline.evaluation
    return _beside(evaluation, settings, given, baseline)


def _beside(evaluation: Evaluation, settings: GateSettings, given: Measured, baseline: Baseline) -> Gated:
    if baseline.is_first and settings.first_passes:
        return Gated(_first(evaluation, settings.gate, given, baseline.asked))
    other = measured(baseline.evaluation) if baseline.evaluation else None
    return Gated(_judged(evaluation, settings.gate, given, other or baseline.fixed), other)


def _first(evaluation: Evaluation, gate: Gate, given: Measured, branch: str) -> Verdict:
    """Beside itself: no loss can be found, while floors and all demands on the data hold as ever."""
    rules = tuple(replace(rule, question=Question.REGRESSION) for rule in gate.rules)
    found = _judged(evaluation, replace(gate, rules=rules), given, given)
    said = Reason("first_of_branch", f"Nothing of the branch {branch} has passed yet, so this was compared with itself.")
    return replace(found, reasons=(said, *found.reasons))


def _judged(evaluation: Evaluation, gate: Gate, given: Measured, baseline: Any) -> Verdict:
    from evalplatform.evaluations.gate.judging import judge  # loads SciPy, which web processes do without

    others = baseline.clusters if isinstance(baseline, Measured) else {}
    return judge(
        gate,
        given.results,
        baseline.results if isinstance(baseline, Measured) else baseline,
        now=timezone.now(),
        clusters=others | given.clusters,
        waivers=waivers.of(evaluation.suite_id),
    )


def _gate_of(evaluation: Evaluation) -> Gate:
    gate = parse_gate(evaluation.gate).gate if evaluation.gate else Gate(())
    return gate if gate.rules else Gate(tuple(Rule(*one) for one in directions_of(evaluation.scorers).items()))


def _directions(evaluation: Evaluation) -> dict[str, Direction]:
    """Of all metrics, as the rules of the gate say it, else their scorers."""
    try:
        rules = parse_gate(evaluation.gate).gate.rules if evaluation.gate else ()
    except InvalidInput:  # the verdict says so
        rules = ()
    return directions_of(evaluation.scorers) | {rule.metric: Direction(rule.direction) for rule in rules}


def _changes(
    evaluation: Evaluation, given: Measured, baseline: Measured | None, directions: Mapping[str, Direction]
) -> dict[str, Any] | None:
    """What got better and worse beside the evaluation that the gate compared with."""
    if baseline is None or evaluation.compared_with_id is None:
        return None
    sides = aligned(given.results, baseline.results, {})
    return examples.changed(evaluation.id, evaluation.compared_with_id, sides, directions)


def _record_gate(evaluation: Evaluation, found: Verdict) -> None:
    type = {Outcome.PASS: "gate.passed", Outcome.FAIL: "gate.failed", Outcome.NO_VERDICT: "gate.no_verdict"}[found.verdict]
    record(evaluation.project_id, type, {"evaluation": str(evaluation.id), "verdict": found.verdict.value})
