"""The end of an evaluation: when all its results are there, exactly one worker completes it."""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.evaluations import claims, verdicts
from evalplatform.evaluations.claims import Tally
from evalplatform.evaluations.models import Evaluation, Result, ResultState
from evalplatform.evaluations.models.evaluation import OPEN

AT_ONCE = 10_000
OPEN_RESULT = Q(state__in=(ResultState.WAITING, ResultState.ANSWERED))

_GIVE_UP = """
    UPDATE evaluations_result SET state = 'errored', error_code = %s, error_message = %s, next_attempt_at = NULL,
        changed_xid = pg_current_xact_id()
    WHERE id IN (
        SELECT id FROM evaluations_result WHERE evaluation_id = %s AND state = 'waiting' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""


def complete(evaluation_id: UUID) -> bool:
    """Complete it if no result is open any more; whether this did so. The verdict is found in the same transaction."""
    with transaction.atomic():
        waiting = Evaluation.objects.select_for_update(no_key=True).filter(id=evaluation_id, state__in=OPEN, prepared_at__isnull=False)
        evaluation = waiting.first()
        if evaluation is None or Result.objects.filter(OPEN_RESULT, evaluation_id=evaluation_id).exists():
            return False
        verdicts.finish(evaluation)
        Evaluation.objects.filter(id=evaluation_id).update(**claims.free())
        return True


def give_up_waiting(evaluation_id: UUID, code: str, message: str) -> int:
    """Let all results that wait for an answer be errored for this reason; how many there were."""
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_GIVE_UP, [code, message, evaluation_id, AT_ONCE])
            if not cursor.rowcount:
                return gone
            gone += cursor.rowcount
            claims.add(evaluation_id, Tally(done=cursor.rowcount, errored=cursor.rowcount))


def close(evaluation: Evaluation) -> None:
    """The client sends no more outputs."""
    Evaluation.objects.filter(id=evaluation.id, state__in=OPEN, closed_at__isnull=True).update(closed_at=Now())


def waits(evaluation_id: UUID) -> bool:
    """Whether a result waits for its answer."""
    return Result.objects.filter(evaluation_id=evaluation_id, state=ResultState.WAITING).exists()
