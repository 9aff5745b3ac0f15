"""How long receipts are kept: as long as the history of deliveries."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

BATCH = 500  # bodies may be large
# Ids begin with the time at which they were made, so the oldest stand first in the index.
_OLD = """
WITH old AS (
    SELECT id FROM integrations_receipt WHERE id < %s AND state <> 'waiting' AND finished_at < %s ORDER BY id LIMIT %s
), parted AS (UPDATE integrations_run SET receipt_id = NULL WHERE receipt_id IN (SELECT id FROM old))
DELETE FROM integrations_receipt WHERE id IN (SELECT id FROM old)
"""


def purge() -> int:
    """Remove receipts that ended WEBHOOK_HISTORY_DAYS ago; how many. Their runs stay."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_HISTORY_DAYS)
    first_of_then = UUID(int=int(before.timestamp() * 1000) << 80)
    removed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_OLD, [first_of_then, before, BATCH])
            removed += int(cursor.rowcount)
            if cursor.rowcount < BATCH:
                return removed
