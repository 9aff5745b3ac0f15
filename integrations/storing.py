"""One delivery, one receipt: a single statement looks whether it is there and stores it, so a delivery costs one way to the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.db import connection

# `known` and `new` see the same snapshot; what another commits meanwhile is refused by the unique constraints, and found by a second look.
_STORE = """
WITH known AS (
    SELECT id FROM integrations_receipt WHERE connection_id = %(connection_id)s AND delivery_id = %(delivery_id)s
    UNION ALL
    SELECT id FROM integrations_receipt WHERE connection_id = %(connection_id)s AND proof = %(proof)s AND proof <> ''
),
new AS (
    INSERT INTO integrations_receipt
        (id, project_id, connection_id, delivery_id, proof, event, headers, body, size, origin, state, reason, message, attempts, replays)
    SELECT %(id)s, %(project_id)s, %(connection_id)s, %(delivery_id)s, %(proof)s, %(event)s, %(headers)s, %(body)s, %(size)s, %(origin)s,
        'waiting', '', '', 0, 0
    WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT DO NOTHING
    RETURNING id
)
SELECT id, true FROM new UNION ALL (SELECT id, false FROM known LIMIT 1)
"""


@dataclass(frozen=True)
class New:
    """The columns of a receipt; `proof` empty where the provider signs an id."""

    id: UUID
    project_id: UUID
    connection_id: UUID
    delivery_id: str
    proof: str
    event: str
    headers: Mapping[str, str]
    body: bytes
    origin: str


def store(receipt: New) -> tuple[UUID, bool]:
    """The id of the one receipt of this delivery, and whether it is new. Raises IntegrityError when its connection is gone meanwhile."""
    values = {**receipt.__dict__, "headers": orjson.dumps(receipt.headers).decode(), "size": len(receipt.body)}
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_STORE, values)
            if found := cursor.fetchone():
                id, is_new = found
                return id, is_new
