"""The states of evaluations: queued -> running -> completed, failed or cancelled, each step one conditional UPDATE.

Results are scored under locks of their rows, so many workers share an evaluation. Who asks a model for answers or judgements holds the
evaluation itself, by a name and a lease: whoever takes it over has another name, and the earlier one finds that it has lost it.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import transaction
from django.db.models import F, Func, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Now

from evalplatform.errors import DomainError
from evalplatform.evaluations.models import Evaluation, EvaluationState
from evalplatform.evaluations.models.evaluation import OPEN
from evalplatform.events.outbox import record

THIS_TRANSACTION = Func(function="pg_current_xact_id")
MAX_ATTEMPTS = 25  # in a row without any result: whoever works on it dies


NO_KEYS = {"sealed_key": "", "sealed_judge_key": ""}  # of what has ended nobody needs them any more


class Lost(Exception):
    """The evaluation was cancelled, or another worker has taken over."""


class GaveUp(DomainError):
    """It was begun again and again, and each time its worker died."""

    def __init__(self) -> None:
        super().__init__("gave_up", f"It was begun {MAX_ATTEMPTS} times without any result: each time its worker died. The log says more.")


class Claim(NamedTuple):
    """One worker's hold on an evaluation."""

    evaluation_id: UUID
    holder: UUID

    def rows(self) -> QuerySet[Evaluation]:
        return Evaluation.objects.filter(id=self.evaluation_id, holder=self.holder, state__in=OPEN)


class Tally(NamedTuple):
    """What some results add to their evaluation."""

    done: int = 0
    errored: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal = Decimal(0)


def lease_end() -> CombinedExpression:
    """The database's own clock decides, so workers with wrong clocks do no harm."""
    return Now() + timedelta(seconds=settings.EVALUATION_LEASE_SECONDS)


def begin(evaluation_id: UUID) -> Evaluation | None:
    """The evaluation, running from now on if it was queued; None when it has ended or is not prepared."""
    found = Evaluation.objects.filter(id=evaluation_id, state__in=OPEN, prepared_at__isnull=False)
    if not found.update(state=EvaluationState.RUNNING, started_at=Coalesce("started_at", Now()), heard_at=Now()):
        return None
    return Evaluation.objects.get(id=evaluation_id)


def count_attempt(evaluation_id: UUID) -> None:
    """Before work that may kill its worker. Raises GaveUp."""
    found = Evaluation.objects.filter(id=evaluation_id)
    found.update(attempt=F("attempt") + 1)
    if found.filter(attempt__gt=MAX_ATTEMPTS).exists():
        raise GaveUp


def unprepared(evaluation_id: UUID) -> Evaluation | None:
    """The evaluation whose results are not made yet."""
    found = Evaluation.objects.filter(id=evaluation_id, state__in=OPEN, prepared_at__isnull=True)
    found.update(heard_at=Now())
    return found.select_related("dataset").first()


def claim(evaluation_id: UUID) -> Claim | None:
    """Take the evaluation for asking, if nobody has it or its worker is gone."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    found = Evaluation.objects.filter(free, id=evaluation_id, state__in=OPEN, prepared_at__isnull=False)
    claimed = Claim(evaluation_id, uuid.uuid7())
    begun = {"state": EvaluationState.RUNNING, "started_at": Coalesce("started_at", Now())}
    taken = found.update(**begun, holder=claimed.holder, lease_until=lease_end(), resume_at=None, heard_at=Now())
    return claimed if taken else None


def hold(claimed: Claim) -> None:
    """Prolong the lease. Raises Lost."""
    if not claimed.rows().update(lease_until=lease_end(), heard_at=Now()):
        raise Lost


def release(claimed: Claim, *, resume_in: float | None = None) -> bool:
    """Give it back, to be taken up again after so many seconds; at once by whoever comes when None."""
    resume_at = None if resume_in is None else Now() + timedelta(seconds=resume_in)
    return bool(claimed.rows().update(lease_until=None, holder=None, resume_at=resume_at, heard_at=Now()))


def add(evaluation_id: UUID, tally: Tally) -> None:
    """Count results, in the transaction that wrote them. It got somewhere, so the attempts start over."""
    more = {name: F(name) + value for name, value in tally._asdict().items() if value}
    Evaluation.objects.filter(id=evaluation_id).update(**more, attempt=0, heard_at=Now(), changed_xid=THIS_TRANSACTION)


def free() -> dict[str, Any]:
    """The values of an evaluation that has ended, beside its state."""
    return {"lease_until": None, "holder": None, "changed_xid": THIS_TRANSACTION, **NO_KEYS}


def cancel(evaluation_id: UUID) -> bool:
    return _end(evaluation_id, EvaluationState.CANCELLED, {})


def fail(evaluation_id: UUID, code: str, message: str) -> bool:
    return _end(evaluation_id, EvaluationState.FAILED, {"code": code, "message": message}, error_code=code, error_message=message)


def _end(evaluation_id: UUID, state: EvaluationState, facts: dict[str, Any], **values: Any) -> bool:
    """End it and write the event in one transaction; False if it had ended already."""
    with transaction.atomic():
        found = Evaluation.objects.filter(id=evaluation_id, state__in=OPEN)
        if not found.update(state=state, finished_at=Now(), **values, **free()):
            return False
        project_id = Evaluation.objects.values_list("project_id", flat=True).get(id=evaluation_id)
        record(project_id, f"evaluation.{state.value}", {"evaluation": str(evaluation_id), **facts})
    return True
