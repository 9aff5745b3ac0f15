"""How long the history of deliveries is kept; and who is still owed an e-mail."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from evalplatform.queue import enqueue
from integrations.webhooks import switching

BATCH = 5000

# Ids begin with the time at which they were made, so the oldest stand first in the index.
_OLD = """
WITH old AS (
    SELECT id FROM integrations_delivery WHERE id < %s AND state <> 'waiting' AND finished_at < %s ORDER BY id LIMIT %s
), tries AS (DELETE FROM integrations_attempt WHERE delivery_id IN (SELECT id FROM old))
DELETE FROM integrations_delivery WHERE id IN (SELECT id FROM old)
"""


def purge() -> int:
    """Remove deliveries that ended WEBHOOK_HISTORY_DAYS ago, with their attempts; how many. Then tell admins who were not told yet."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_HISTORY_DAYS)
    first_of_then = UUID(int=int(before.timestamp() * 1000) << 80)
    removed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_OLD, [first_of_then, before, BATCH])
            removed += int(cursor.rowcount)
            if cursor.rowcount < BATCH:
                break
    for endpoint in switching.owed():
        enqueue(switching.TELL_ADMINS, endpoint)
    return removed
