"""Lines summed by project, hour, caller and endpoint, and added to what stands in the database."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from uuid_utils.compat import uuid7

from external_api.usage.lines import CLIENT_ERROR, OK, SERVER_ERROR, Call, read

log = logging.getLogger(__name__)

KEPT = timedelta(days=400)
_HOUR = 3600
# Who deletes a project waits for us, or we for them: no sum is added to one that is gone.
_PROJECTS = "SELECT id FROM projects_project WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
# In one order for all, so that two who add at once wait for each other and never both.
_ADD = """
    INSERT INTO external_api_usagehour AS standing
        (id, project_id, hour, caller, endpoint, requests, ok, client_errors, server_errors, items, bytes_in, bytes_out, seconds,
         slowest_seconds)
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
                         %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::float8[], %s::float8[])
    ON CONFLICT (project_id, hour, caller, endpoint) DO UPDATE SET
        requests = standing.requests + EXCLUDED.requests,
        ok = standing.ok + EXCLUDED.ok,
        client_errors = standing.client_errors + EXCLUDED.client_errors,
        server_errors = standing.server_errors + EXCLUDED.server_errors,
        items = standing.items + EXCLUDED.items,
        bytes_in = standing.bytes_in + EXCLUDED.bytes_in,
        bytes_out = standing.bytes_out + EXCLUDED.bytes_out,
        seconds = standing.seconds + EXCLUDED.seconds,
        slowest_seconds = greatest(standing.slowest_seconds, EXCLUDED.slowest_seconds),
        changed_xid = EXCLUDED.changed_xid
"""


class Key(NamedTuple):
    """What is summed together; `hour` in hours since 1970."""

    project: str
    hour: int
    caller: str
    endpoint: str


@dataclass
class Sum:
    requests: int = 0
    ok: int = 0
    client_errors: int = 0
    server_errors: int = 0
    items: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    microseconds: int = 0
    slowest_microseconds: int = 0

    def add(self, call: Call) -> None:
        self.requests += 1
        self.ok += call.outcome == OK
        self.client_errors += call.outcome == CLIENT_ERROR
        self.server_errors += call.outcome == SERVER_ERROR
        self.items += call.items
        self.bytes_in += call.bytes_in
        self.bytes_out += call.bytes_out
        self.microseconds += call.microseconds
        self.slowest_microseconds = max(self.slowest_microseconds, call.microseconds)


def summed(text: bytes) -> tuple[dict[Key, Sum], int]:
    """The sums of the lines, and how many were broken. Lines of hours that are kept no longer are left out."""
    sums: dict[Key, Sum] = {}
    broken = 0
    oldest = (timezone.now() - KEPT).timestamp() // _HOUR
    for line in text.splitlines():
        call = read(line)
        if call is None:
            broken += 1
        elif call.at // _HOUR >= oldest:
            sums.setdefault(Key(call.project, call.at // _HOUR, call.caller, call.endpoint), Sum()).add(call)
    return sums, broken


def add(cursor: CursorWrapper, sums: dict[Key, Sum]) -> None:
    """Add the sums of all projects that are there, in the running transaction."""
    cursor.execute(_PROJECTS, [[UUID(project) for project in {key.project for key in sums}]])
    there = {id.hex for (id,) in cursor.fetchall()}
    rows = [_row(key, one) for key, one in sorted(sums.items(), key=lambda item: item[0]) if key.project in there]
    if rows:
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


def _row(key: Key, one: Sum) -> Iterator[object]:
    yield from (uuid7(), UUID(key.project), datetime.fromtimestamp(key.hour * _HOUR, UTC), key.caller, key.endpoint)
    yield from (one.requests, one.ok, one.client_errors, one.server_errors, one.items, one.bytes_in, one.bytes_out)
    yield from (one.microseconds / 1_000_000, one.slowest_microseconds / 1_000_000)
