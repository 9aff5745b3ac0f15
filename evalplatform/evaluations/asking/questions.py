"""Results that wait for an answer: which are due, taken with their try counted before it is made, and what came of it stored."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from evalplatform.evaluations import claims
from evalplatform.evaluations.answering.chat import Answered, Failed
from evalplatform.evaluations.claims import Tally
from evalplatform.evaluations.scorers.scorer import Usage

GAVE_UP = "attempts_spent"

_DUE = """
    SELECT id FROM evaluations_result WHERE evaluation_id = %s AND state = 'waiting' AND attempts < %s
    AND (next_attempt_at IS NULL OR next_attempt_at <= statement_timestamp()) AND NOT id = ANY(%s::uuid[]) ORDER BY id LIMIT %s
"""
_TAKE = """
    UPDATE evaluations_result SET attempts = attempts + 1, next_attempt_at = NULL, changed_xid = pg_current_xact_id()
    WHERE id = %s AND state = 'waiting' AND attempts < %s RETURNING attempts, input, metadata
"""
_NEXT = """
    SELECT extract(epoch FROM min(next_attempt_at) - statement_timestamp()) FROM evaluations_result
    WHERE evaluation_id = %s AND state = 'waiting'
"""
_ANSWER = """
    UPDATE evaluations_result SET state = 'answered', output = %s, latency_ms = %s, input_tokens = %s, output_tokens = %s, cost_usd = %s,
        error_code = '', error_message = '', next_attempt_at = NULL, answered_at = statement_timestamp(), changed_xid = pg_current_xact_id()
    WHERE id = %s AND state = 'waiting'
"""
_POSTPONE = """
    UPDATE evaluations_result SET error_code = %s, error_message = %s,
        next_attempt_at = statement_timestamp() + %s * interval '1 second', changed_xid = pg_current_xact_id()
    WHERE id = %s AND state = 'waiting'
"""
_GIVE_UP = """
    UPDATE evaluations_result SET state = 'errored', error_code = %s, error_message = %s, next_attempt_at = NULL,
        changed_xid = pg_current_xact_id()
    WHERE id = %s AND state = 'waiting'
"""
_DIED = """
    UPDATE evaluations_result SET state = 'errored', next_attempt_at = NULL, changed_xid = pg_current_xact_id(),
        error_code = CASE WHEN error_code = '' THEN %s ELSE error_code END,
        error_message = CASE WHEN error_message = '' THEN %s ELSE error_message END
    WHERE evaluation_id = %s AND state = 'waiting' AND attempts >= %s
"""


class Question(NamedTuple):
    """A result that is being asked about; `attempt` is 1 at the first try."""

    id: UUID
    attempt: int
    input: str | None
    metadata: str | None


@dataclass(frozen=True)
class Spent:
    """What an evaluation's answers have used up so far."""

    tokens: int = 0
    cost_usd: Decimal = Decimal(0)

    def plus(self, usage: Usage) -> "Spent":
        tokens = (usage.input_tokens or 0) + (usage.output_tokens or 0)
        return Spent(self.tokens + tokens, self.cost_usd + (usage.cost_usd or 0))


def due(evaluation_id: UUID, *, max_attempts: int, besides: list[UUID], limit: int) -> list[UUID]:
    """Results whose time has come, but for those that are under way."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [evaluation_id, max_attempts, besides, limit])
        return [id for (id,) in cursor.fetchall()]


def take(id: UUID, *, max_attempts: int) -> Question | None:
    """Count a try, for good, before it is made; None where there is none left, or somebody else has an answer."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [id, max_attempts])
        row = cursor.fetchone()
    return Question(id, *row) if row else None


def seconds_to_next(evaluation_id: UUID) -> float | None:
    """Until the next result is due; None where none waits for its time."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [evaluation_id])
        (found,) = cursor.fetchone()
    return None if found is None else max(0.0, float(found))


def store(evaluation_id: UUID, id: UUID, answered: Answered) -> None:
    usage = answered.usage
    values = [answered.output, answered.latency_ms, usage.input_tokens, usage.output_tokens, usage.cost_usd, id]
    _write(evaluation_id, _ANSWER, values, _used(usage))


def postpone(evaluation_id: UUID, id: UUID, failed: Failed, *, seconds: float) -> None:
    _write(evaluation_id, _POSTPONE, [failed.code, failed.message, seconds, id], _used(failed.usage))


def give_up(evaluation_id: UUID, id: UUID, failed: Failed) -> None:
    _write(evaluation_id, _GIVE_UP, [failed.code, failed.message, id], _used(failed.usage)._replace(done=1, errored=1))


def give_up_the_dead(evaluation_id: UUID, *, max_attempts: int) -> None:
    """Results whose last try was under way when a worker died: they may not be asked again."""
    message = f"It was asked {max_attempts} times, and the worker that asked last ended before an answer was stored."
    failed = Failed(GAVE_UP, message, again=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DIED, [failed.code, failed.message, evaluation_id, max_attempts])
        if cursor.rowcount:
            claims.add(evaluation_id, Tally(done=cursor.rowcount, errored=cursor.rowcount))


def _write(evaluation_id: UUID, statement: str, values: list[Any], tally: Tally) -> None:
    """What was used up counts even where somebody else was faster."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        claims.add(evaluation_id, tally if cursor.rowcount else tally._replace(done=0, errored=0))


def _used(usage: Usage) -> Tally:
    return Tally(input_tokens=usage.input_tokens or 0, output_tokens=usage.output_tokens or 0, cost_usd=usage.cost_usd or Decimal(0))
