"""Which deliveries are due, and who makes their attempts: a claim counts the attempt and writes its row before the request leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import connection, transaction

# Endpoints are few, and of each the partial index tells at once whether anything is due.
_ENDPOINTS = """
SELECT endpoint.id FROM integrations_endpoint AS endpoint
WHERE endpoint.state = 'active' AND endpoint.deleted_at IS NULL AND EXISTS (
    SELECT FROM integrations_delivery AS due
    WHERE due.endpoint_id = endpoint.id AND due.state = 'waiting' AND due.next_attempt_at <= now()
)
"""
_CLAIM = """
WITH room AS (SELECT * FROM unnest(%s::uuid[], %s::int[]) AS room (endpoint_id, places)),
due AS (
    SELECT one.id FROM room JOIN LATERAL (
        SELECT id FROM integrations_delivery
        WHERE endpoint_id = room.endpoint_id AND state = 'waiting' AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT room.places FOR UPDATE SKIP LOCKED
    ) AS one ON true
)
UPDATE integrations_delivery AS delivery SET attempts = attempts + 1, next_attempt_at = now() + %s * interval '1 second'
FROM due WHERE delivery.id = due.id
RETURNING delivery.id, delivery.endpoint_id, delivery.event_id, delivery.attempts
"""
_LOST = """
UPDATE integrations_attempt SET finished_at = now(), code = 'lost', message = 'Whoever made this attempt died before its end.'
WHERE delivery_id = ANY(%s) AND finished_at IS NULL
"""
_BEGIN = """
INSERT INTO integrations_attempt (id, delivery_id, number, code, message, answer)
SELECT id, delivery_id, number, '', '', '' FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS new (id, delivery_id, number)
"""


@dataclass(frozen=True)
class Claimed:
    """A delivery whose attempt `number` is ours to make, until the lease ends."""

    attempt: UUID
    delivery: UUID
    endpoint: UUID
    event: UUID
    number: int


def endpoints_due() -> list[UUID]:
    """Endpoints that deliveries are due for."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDPOINTS)
        return [id for (id,) in cursor.fetchall()]


def claim(room: Mapping[UUID, int]) -> list[Claimed]:
    """At most so many due deliveries of each endpoint, which nobody else has. The oldest first."""
    if not room:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [list(room), list(room.values()), settings.WEBHOOK_LEASE_SECONDS])
        claimed = [Claimed(uuid.uuid7(), *row) for row in cursor.fetchall()]
        if again := [one.delivery for one in claimed if one.number > 1]:
            cursor.execute(_LOST, [again])
        cursor.execute(_BEGIN, [[getattr(one, name) for one in claimed] for name in ("attempt", "delivery", "number")])
    return claimed
