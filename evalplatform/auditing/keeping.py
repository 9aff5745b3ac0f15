"""How long the audit log is kept."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from evalplatform.auditing.models import Entry

AT_ONCE = 10_000
PURGING = "evalplatform.audit_purge"


def purge() -> int:
    """Remove entries older than AUDIT_DAYS, some at a time; how many. The database refuses any other deletion."""
    removed = 0
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, 'on', true)", [PURGING])
            old = Entry.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.AUDIT_DAYS))
            some = Entry.objects.filter(id__in=old.order_by("created_at").values("id")[:AT_ONCE])
            removed += (found := some._raw_delete(some.db))
        if found < AT_ONCE:
            return removed
