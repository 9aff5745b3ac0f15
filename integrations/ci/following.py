"""Follows the evaluations of runs to their end: rows tell, so no event is needed twice and none is missed."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from evalplatform.evaluations.models import Evaluation, EvaluationState, Verdict
from evalplatform.evaluations.models.evaluation import OPEN
from integrations.ci import runs
from integrations.models import Check, Run, RunState

AT_ONCE = 200
_ENDED = Q(evaluation__isnull=True) | ~Q(evaluation__state__in=OPEN)
_GRAVE = (Verdict.FAIL, Verdict.NO_VERDICT, Verdict.PASS)  # the gravest first


def follow() -> int:
    """Note the end of evaluations, and of the runs that have none left; how many runs were looked at."""
    open_checks = Check.objects.filter(run_id=OuterRef("id"), is_open=True)
    news = Exists(open_checks.filter(_ENDED)) | ~Exists(open_checks)
    found = list(Run.objects.filter(news, state=RunState.RUNNING).order_by("id").values_list("id", flat=True)[:AT_ONCE])
    for run_id in found:
        with transaction.atomic():
            settle(run_id)
    return len(found)


def settle(run_id: UUID) -> None:
    """Close the checks whose evaluation has ended; the run ends with the last of them. Call it in a transaction."""
    run = Run.objects.select_for_update(no_key=True).filter(id=run_id, state=RunState.RUNNING).first()
    if run is None:
        return
    checks = list(Check.objects.filter(run=run).select_related("evaluation"))
    for check in checks:
        if check.is_open and (check.evaluation is None or check.evaluation.state not in OPEN):
            _close(check, check.evaluation)
    if not any(check.is_open for check in checks):
        Run.objects.filter(id=run.id).update(state=RunState.FINISHED, verdict=verdict_of(checks), finished_at=Now())
        runs.want_report([run.id])


def verdict_of(checks: list[Check]) -> str:
    """The gravest; what has not come to an end is none, and empty is a run in which no gate was to judge."""
    found = {check.counts_as for check in checks}
    return next((one.value for one in _GRAVE if one in found), "")


def _close(check: Check, evaluation: Evaluation | None) -> None:
    check.is_open = False
    if evaluation is None:
        _without_verdict(check, "evaluation_deleted", "The evaluation was deleted.")
    elif evaluation.state == EvaluationState.COMPLETED:
        check.verdict, check.counts_as = evaluation.verdict, _counts_as(evaluation)
    else:
        _without_verdict(
            check, evaluation.error_code or evaluation.state, evaluation.error_message or f"The evaluation was {evaluation.state}."
        )
    check.save(update_fields=["is_open", "verdict", "counts_as", "reason", "message"])


def _without_verdict(check: Check, code: str, message: str) -> None:
    check.reason, check.message, check.counts_as = code, message, Verdict.NO_VERDICT


def _counts_as(evaluation: Evaluation) -> str:
    """A gate may let an evaluation without a verdict pass; it never turns into a failure that was not found."""
    gate = (evaluation.report or {}).get("gate") or {}
    lets_pass = evaluation.verdict == Verdict.NO_VERDICT and gate.get("counts_as") == Verdict.PASS
    return Verdict.PASS if lets_pass else evaluation.verdict
