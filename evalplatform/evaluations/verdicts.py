"""The end of an evaluation: its summary, the gate's verdict, its report; and how it compares with any other."""

import math
from dataclasses import replace
from typing import Any

from django.utils import timezone

from evalplatform.errors import Conflict, InvalidInput, NotFound
from evalplatform.evaluations import comparing, waivers
from evalplatform.evaluations.baselines import Baseline, resolve
from evalplatform.evaluations.gate.rules import Direction, Gate, Question, Rule
from evalplatform.evaluations.gate.verdict import Outcome, Reason, Verdict, as_json
from evalplatform.evaluations.models import Evaluation, EvaluationState
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.summaries.measured import Measured, measured
from evalplatform.evaluations.summaries.summary import summary
from evalplatform.evaluations.summaries.wanted import GateSettings, parse_gate
from evalplatform.events.outbox import record

SCHEMA_VERSION = 1
_FIELDS = ("state", "summary", "verdict", "report", "compared_with", "finished_at")


def finish(evaluation: Evaluation) -> None:
    """Complete it, within the transaction of the caller, who has its row. Without rules of a gate there is a summary, and no verdict."""
    given = measured(evaluation)
    evaluation.state = EvaluationState.COMPLETED
    evaluation.finished_at = timezone.now()
    evaluation.summary = _plain(summary(evaluation, given))
    found = _gated(evaluation, given)
    evaluation.verdict = found.verdict.value if found else ""
    evaluation.report = report(evaluation, as_json(found) if found else None)
    evaluation.save(update_fields=_FIELDS)
    record(evaluation.project_id, "evaluation.finished", {"evaluation": str(evaluation.id), "verdict": evaluation.verdict})
    if found:
        _record_gate(evaluation, found)


def compare(evaluation: Evaluation, asked: str) -> dict[str, Any]:
    """The body of `…/compare`: by the rules of its gate, else each metric for a regression. Raises NotFound, Conflict before its end."""
    if evaluation.state != EvaluationState.COMPLETED:
        raise Conflict("not_complete", "The evaluation has not completed. Wait until it has.")
    other = resolve(evaluation, asked).evaluation
    if other is None:
        raise NotFound("There is no such completed evaluation in this project, and no passing one of such a branch.")
    candidate, baseline = measured(evaluation), measured(other)
    gate = _gate_of(evaluation)
    examples = {rule.metric: _changes(candidate, baseline, rule) for rule in gate.rules}
    body: dict[str, Any] = _plain(as_json(_judged(evaluation, gate, candidate, baseline)))
    return body | {"baseline": str(other.id), "examples": examples}


def report(evaluation: Evaluation, verdict: dict[str, Any] | None) -> dict[str, Any]:
    """What is stored and answered as the JSON report."""
    return {
        "schema_version": SCHEMA_VERSION,
        "evaluation": str(evaluation.id),
        "name": evaluation.name,
        "compared_with": str(evaluation.compared_with_id) if evaluation.compared_with_id else None,
        "gate": _plain(verdict),
        "summary": evaluation.summary,
    }


def _gated(evaluation: Evaluation, given: Measured) -> Verdict | None:
    if not evaluation.gate:
        return None
    try:
        settings = parse_gate(evaluation.gate)
    except InvalidInput as error:  # a suite that was not checked must not keep its evaluations open for ever
        broken = Reason("invalid_gate", f"The gate of the suite cannot be read: {error.message} Mend the suite.")
        return Verdict(Outcome.NO_VERDICT, (broken,), ())
    if not settings.gate.rules:
        return None
    baseline = resolve(evaluation, evaluation.baseline or settings.branch_or_id, fixed=settings.fixed)
    evaluation.compared_with = baseline.evaluation
    return _beside(evaluation, settings, given, baseline)


def _beside(evaluation: Evaluation, settings: GateSettings, given: Measured, baseline: Baseline) -> Verdict:
    if baseline.is_first and settings.first_passes:
        return _first(evaluation, settings.gate, given, baseline.asked)
    other = measured(baseline.evaluation) if baseline.evaluation else baseline.fixed
    return _judged(evaluation, settings.gate, given, other)


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
    if gate.rules:
        return gate
    return Gate(tuple(Rule(one.metric, Direction(one.scorer.direction.value)) for one in parse_scorers(evaluation.scorers)))


def _changes(candidate: Measured, baseline: Measured, rule: Rule) -> dict[str, Any]:
    found = comparing.changes(candidate.results, baseline.results, rule.metric, direction=rule.direction)
    return found._asdict() | {name: [one._asdict() for one in getattr(found, name)] for name in ("better", "worse")}


def _record_gate(evaluation: Evaluation, found: Verdict) -> None:
    type = "gate.passed" if found.counts_as == "pass" else "gate.failed"
    record(evaluation.project_id, type, {"evaluation": str(evaluation.id), "verdict": found.verdict.value})


def _plain(value: Any) -> Any:
    """Without what JSON has no word for: a number that is none becomes null."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
