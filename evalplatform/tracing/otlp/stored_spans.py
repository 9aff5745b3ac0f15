"""The spans of traces in the database: added to, counted, and read back to make their traces anew."""

from collections.abc import Iterable, Mapping
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import uuid_utils
from django.db import connection
from django.db.backends.utils import CursorWrapper

from evalplatform.tracing.ingest.lines import SPAN_COLUMNS, span_line
from evalplatform.tracing.ingest.staging import stage
from evalplatform.tracing.otlp.facts import Columns, Facts, facts_of
from evalplatform.tracing.otlp.outline import Chosen, Outline, outline_of
from evalplatform.tracing.otlp.summary import Payload
from evalplatform.tracing.rows import SpanRow

ROWS_AT_ONCE = 2000

_FIELDS = SPAN_COLUMNS[4:]
# as batch.rank compares them: COLLATE "C" is the order of code points, which is Python's
_RANK = """coalesce({0}.ended_at, '-infinity'), coalesce({0}.started_at, '-infinity'), {0}.attributes::text COLLATE "C",
    coalesce({0}.input::text, '') COLLATE "C", coalesce({0}.output::text, '') COLLATE "C", {0}.name COLLATE "C", {0}.kind COLLATE "C",
    coalesce({0}.parent_external_id, '') COLLATE "C" """
_ADD = f"""
    INSERT INTO tracing_span ({", ".join(SPAN_COLUMNS)}) SELECT {", ".join(SPAN_COLUMNS)} FROM incoming_span ORDER BY id
    ON CONFLICT (trace_id, external_id) DO UPDATE
    SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _FIELDS)}, changed_xid = pg_current_xact_id()
    WHERE ({_RANK.format("EXCLUDED")}) > ({_RANK.format("tracing_span")})
    RETURNING trace_id::text
"""  # noqa: S608 (our own names)
_COUNT = "SELECT trace_id::text, count(*) FROM tracing_span WHERE trace_id = ANY(%s::uuid[]) GROUP BY trace_id"
_READ = """
    SELECT trace_id::text, external_id, parent_external_id, name, kind, started_at, ended_at,
        input IS NOT NULL, output IS NOT NULL, attributes
    FROM tracing_span WHERE trace_id = ANY(%s::uuid[]) ORDER BY trace_id
"""
_LOOK_UP = """
    SELECT s.trace_id::text, s.external_id, s.input, s.output, s.attributes FROM tracing_span s
    JOIN unnest(%s::uuid[], %s::text[]) AS wanted (trace_id, external_id) USING (trace_id, external_id)
"""


class Addition(NamedTuple):
    """Spans for a trace that stands under `id`."""

    id: str
    spans: Iterable[SpanRow]


def add(cursor: CursorWrapper, project_id: UUID, additions: Iterable[Addition]) -> set[str]:
    """Insert spans, or replace those of lower rank; the ids of the traces that this changed."""
    project = str(project_id)
    staged = [span_line(str(uuid_utils.uuid7()), project, one.id, span) for one in additions for span in one.spans]
    stage(cursor, "incoming_span", "tracing_span", SPAN_COLUMNS, staged)
    cursor.execute(_ADD)
    return {trace_id for (trace_id,) in cursor.fetchall()}


def counts(cursor: CursorWrapper, trace_ids: list[str]) -> dict[str, int]:
    """How many spans each trace has; nothing of those that have none."""
    cursor.execute(_COUNT, [trace_ids])
    return dict(cursor.fetchall())


def outlines(trace_ids: list[str]) -> dict[str, Outline]:
    """What the spans of each trace say about it, read in parts, since there may be many and large ones."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_READ, [trace_ids])
        rows = chain.from_iterable(iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), []))
        return {trace_id: outline_of(map(_facts, group)) for trace_id, group in groupby(rows, key=itemgetter(0))}


def payloads(cursor: CursorWrapper, chosen: Mapping[str, Chosen]) -> dict[str, dict[str, Payload]]:
    """The payloads of the chosen spans of traces."""
    wanted = sorted({(trace_id, span) for trace_id, spans in chosen.items() for span in spans if span})
    cursor.execute(_LOOK_UP, [[trace_id for trace_id, _ in wanted], [span for _, span in wanted]])
    found: dict[str, dict[str, Payload]] = {}
    for trace_id, span, went_in, came_out, attributes in cursor.fetchall():
        found.setdefault(trace_id, {})[span] = Payload(went_in, came_out, orjson.loads(attributes))
    return found


def _facts(row: tuple[Any, ...]) -> Facts:
    return facts_of(Columns(*row[1:-1]), orjson.loads(row[-1]))
