"""Which state of a project's traces, spans and scores something was made from: what is kept under an old version is never found again."""

import logging
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import connection, transaction

log = logging.getLogger(__name__)

# The version is a name and not a number: one that was lost with the cache's memory must not come back and mean another state.
# The newest change is part of it for those who share a database and no cache, such as `load_traces` beside a server without Redis.
_NEWEST = "SELECT changed_xid::text FROM tracing_trace WHERE project_id = %s ORDER BY changed_xid DESC LIMIT 1"


def bump(project_id: UUID) -> None:
    """The project's data change. Call it in the transaction that changes them: they get their new version once it has committed.

    Before the commit would be too early, since somebody else could still read the old data and keep them under the new version.
    """
    transaction.on_commit(lambda: _renew(project_id))


def version(project_id: UUID) -> str:
    """The version now. Read it before the data, so that a change in between makes what is kept too old, and never too new."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [project_id])
        newest = cursor.fetchone()
    key = _key(project_id)
    if (name := cache.get(key)) is None:
        cache.add(key, uuid4().hex, None)
        name = cache.get(key)  # another process may have been faster
    return f"{name}.{newest[0] if newest else 0}"


def _renew(project_id: UUID) -> None:
    try:
        cache.set(_key(project_id), uuid4().hex, None)
    except Exception:  # the cache's own errors differ by backend; the data are in, and what is cached dies of age
        log.exception("The cache did not hear of a change in project %s", project_id)


def _key(project_id: UUID) -> str:
    return f"tracing.freshness:{project_id}"
