"""What an evaluation is compared with: a named evaluation, the last passing one of a branch, or fixed numbers."""

from dataclasses import dataclass
from uuid import UUID

from evalplatform.evaluations.gate.rules import FixedMeans
from evalplatform.evaluations.models import Evaluation, EvaluationState, Verdict


@dataclass(frozen=True)
class Baseline:
    """At most one of `evaluation` and `fixed`. `asked` is what was named; `is_first`: the branch is our own and has nothing that passed."""

    asked: str = ""
    evaluation: Evaluation | None = None
    fixed: FixedMeans | None = None
    is_first: bool = False


def resolve(evaluation: Evaluation, asked: str, *, fixed: FixedMeans | None = None) -> Baseline:
    """What `asked` names within the project: an id or a branch; without it the fixed numbers."""
    if not asked:
        return Baseline(fixed=fixed)
    found = _named(evaluation, asked) if _is_id(asked) else _last_passed(evaluation, asked)
    return Baseline(asked, found, is_first=found is None and not _is_id(asked) and evaluation.branch == asked)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _named(evaluation: Evaluation, asked: str) -> Evaluation | None:
    of_project = Evaluation.objects.filter(project_id=evaluation.project_id, state=EvaluationState.COMPLETED)
    return of_project.filter(id=UUID(asked)).first()


def _last_passed(evaluation: Evaluation, branch: str) -> Evaluation | None:
    """Without a suite there is no telling which evaluations of a branch ask the same."""
    if evaluation.suite_id is None:
        return None
    passed = Evaluation.objects.filter(suite_id=evaluation.suite_id, branch=branch, verdict=Verdict.PASS, project_id=evaluation.project_id)
    return passed.exclude(id=evaluation.id).order_by("-id").first()
