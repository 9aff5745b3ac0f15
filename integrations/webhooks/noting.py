"""What came of attempts goes into the database, many at a time: the attempt, its delivery, and how its endpoint fares."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from evalplatform import retries
from evalplatform.metrics import ATTEMPTS
from integrations.webhooks import switching
from integrations.webhooks.claiming import Claimed
from integrations.webhooks.outcome import Outcome

GIVEN_UP, GONE = "given_up", "gone"

_ATTEMPTS = """
UPDATE integrations_attempt AS attempt
SET finished_at = attempt.started_at + new.seconds * interval '1 second',
    status = new.status, code = new.code, message = new.message, answer = new.answer
FROM unnest(%s::uuid[], %s::float8[], %s::smallint[], %s::text[], %s::text[], %s::text[])
    AS new (id, seconds, status, code, message, answer)
WHERE attempt.id = new.id
"""
# Only while the attempt is still the newest: after the lease somebody else may have made another. What was delivered is delivered, even
# where the endpoint was switched off meanwhile.
_DELIVERIES = """
UPDATE integrations_delivery AS delivery
SET state = new.state, reason = new.reason, next_attempt_at = now() + new.wait * interval '1 second',
    finished_at = CASE WHEN new.state <> 'waiting' THEN now() END
FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::float8[]) AS new (id, number, state, reason, wait)
WHERE delivery.id = new.id AND delivery.attempts = new.number AND (delivery.state = 'waiting' OR new.state = 'delivered')
"""
# At most once a second: a row that changed with each attempt would be all that the disk does.
_SUCCEEDED = """
UPDATE integrations_endpoint SET last_success_at = now(), failing_since = NULL
WHERE id = ANY(%s) AND (failing_since IS NOT NULL OR last_success_at IS NULL OR last_success_at < now() - interval '1 second')
"""
_FAILED = """
UPDATE integrations_endpoint AS endpoint
SET last_failure_at = now(), failing_since = coalesce(failing_since, now()), last_error = new.message
FROM unnest(%s::uuid[], %s::text[]) AS new (id, message)
WHERE endpoint.id = new.id AND (failing_since IS NULL OR last_failure_at < now() - interval '1 second' OR last_error <> new.message)
"""


@dataclass(frozen=True)
class Landed:
    """An attempt that has ended."""

    claimed: Claimed
    outcome: Outcome


def note(landed: Sequence[Landed]) -> None:
    """Write it all; then switch off the endpoints that are gone, or have failed for too long.

    Deliveries and endpoints in two transactions: a replay locks the endpoint first and its delivery second, and would wait for us while we
    wait for it.
    """
    if not landed:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, _columns([_attempt(one) for one in landed]))
        cursor.execute(_DELIVERIES, _columns([_delivery(one) for one in landed]))
    for one in landed:
        ATTEMPTS.labels("delivered" if one.outcome.is_delivered else "failed").inc()
    with connection.cursor() as cursor:
        failed = {one.claimed.endpoint: one.outcome.message for one in landed if not one.outcome.is_delivered}
        if heard := sorted({one.claimed.endpoint for one in landed if one.outcome.is_delivered}):
            cursor.execute(_SUCCEEDED, [heard])
        if failing := sorted(failed.keys() - set(heard)):
            cursor.execute(_FAILED, [failing, [failed[id] for id in failing]])
    for endpoint in {one.claimed.endpoint for one in landed if one.outcome.is_gone}:
        switching.switch_off(endpoint, switching.GONE)
    switching.switch_off_failing(failing)


def _attempt(one: Landed) -> tuple[object, ...]:
    outcome = one.outcome
    return one.claimed.attempt, outcome.seconds, outcome.status, outcome.code, outcome.message, outcome.answer


def _delivery(one: Landed) -> tuple[object, ...]:
    """State, reason and the seconds to wait of the delivery after this attempt."""
    id, number = one.claimed.delivery, one.claimed.number
    if one.outcome.is_delivered:
        return id, number, "delivered", "", None
    if one.outcome.is_gone:
        return id, number, "failed", GONE, None
    wait = retries.wait_seconds(number, asked=one.outcome.wait_seconds)
    return (id, number, "failed", GIVEN_UP, None) if wait is None else (id, number, "waiting", "", wait)


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
