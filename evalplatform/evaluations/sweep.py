"""What makes the rows the truth, and not the queue: finds evaluations that wait without a message, or whose worker is gone."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from evalplatform.evaluations import claims, completing, sending
from evalplatform.evaluations.models import Evaluation, Result, ResultState, SourceKind
from evalplatform.evaluations.models.evaluation import OPEN
from evalplatform.queue import enqueue

LOST_MESSAGE_SECONDS = 60  # how long a message may wait before another one is sent

_RESULTS = Result.objects.filter(evaluation_id=OuterRef("id"))
_WAITING = Exists(_RESULTS.filter(state=ResultState.WAITING))
_ANSWERED = Exists(_RESULTS.filter(state=ResultState.ANSWERED))
_DONE = ~Exists(_RESULTS.filter(completing.OPEN_RESULT))


def sweep(*, queue_is_empty: bool = False) -> int:
    """Put on the queue all work that nobody does; how much it was. With `queue_is_empty` every message is known to be gone."""
    patience = timedelta(0) if queue_is_empty else timedelta(seconds=LOST_MESSAGE_SECONDS)
    _end_abandoned()
    found = [
        *((sending.PREPARE, one) for one in _unheard(patience).filter(prepared_at__isnull=True)),
        *((sending.ASK, one) for one in _to_ask(patience)),
        *((sending.JUDGE if sending.has_judge(one) else sending.SCORE, one) for one in _to_score(patience)),
    ]
    Evaluation.objects.filter(id__in=[one.id for _, one in found]).update(heard_at=Now())
    for job, one in found:
        enqueue(job, one.id)
    return len(found)


def _open() -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(state__in=OPEN).order_by("id").only("id", "scorers")


def _unheard(patience: timedelta) -> QuerySet[Evaluation]:
    return _open().filter(heard_at__lte=Now() - patience)


def _to_ask(patience: timedelta) -> QuerySet[Evaluation]:
    """Whose pause is over, whose worker is gone, or who were never begun."""
    rested = Q(lease_until__isnull=True, resume_at__lte=Now())
    orphaned = Q(lease_until__lt=Now())
    unheard = Q(lease_until__isnull=True, resume_at__isnull=True, heard_at__lte=Now() - patience)
    return _open().filter(rested | orphaned | unheard, _WAITING, source_kind=SourceKind.ENDPOINT, prepared_at__isnull=False)


def _to_score(patience: timedelta) -> QuerySet[Evaluation]:
    """Who have an answer that nobody scores, or nothing left to do; and those whose client sends no more."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    closed = Q(closed_at__isnull=False)
    return _unheard(patience).filter(free, _ANSWERED | _DONE | closed, prepared_at__isnull=False)


def _end_abandoned() -> None:
    """Nobody sends their outputs any more, and an open evaluation keeps its suite from being deleted."""
    days = settings.EVALUATION_WAIT_DAYS
    silent = _unheard(timedelta(days=days)).filter(source_kind=SourceKind.OUTPUTS, prepared_at__isnull=False, closed_at__isnull=True)
    abandoned: list[UUID] = list(silent.filter(_WAITING).values_list("id", flat=True))
    for one in abandoned:
        claims.fail(one, "abandoned", f"No output came for {days} days, and some were missing. Send …/finish to go without them.")
