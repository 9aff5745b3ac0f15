"""Examples into a temporary table, in blocks, so that however many there are, memory stays flat."""

from collections.abc import Callable, Iterable
from itertools import islice

import uuid_utils
from django.db.backends.utils import CursorWrapper

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.datasets.rows import COLUMNS, ExampleRow, line_of
from evalplatform.tracing.ingest.staging import copy

TABLE = "incoming_example"
MAX_TWINS = 100  # of which the answer tells
_ROWS = 1000

# Made once a connection and emptied at each commit; the DELETE is for a second call in one transaction.
_MAKE = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {TABLE} (
        place bigint, id uuid, content_hash bytea, external_id text COLLATE "C", input json, reference json, metadata jsonb, split text
    ) ON COMMIT DELETE ROWS;
    DELETE FROM {TABLE}
"""  # noqa: S608 (our own names)
# What has no id of its own is known by its content, so that the same file again changes nothing; the second of two that are the same
# is known as the second.
_NAME = f"""
    UPDATE {TABLE} i SET external_id = encode(i.content_hash, 'hex') || CASE WHEN n.nth > 1 THEN '-' || n.nth ELSE '' END
    FROM (SELECT id, row_number() OVER (PARTITION BY content_hash ORDER BY place) AS nth FROM {TABLE} WHERE external_id IS NULL) AS n
    WHERE n.id = i.id
"""  # noqa: S608
_TWINS = f"""
    SELECT place, first FROM (
        SELECT place, min(place) OVER (PARTITION BY external_id) AS first FROM {TABLE}
    ) AS numbered WHERE place > first ORDER BY place LIMIT {MAX_TWINS}
"""  # noqa: S608


def stage(cursor: CursorWrapper, rows: Iterable[tuple[int, ExampleRow]], pointer: Callable[[int], str]) -> int:
    """Put rows, each with its place, into the temporary table; how many. Every one has an `external_id` afterwards.

    `pointer` says of a place where that is in what was sent. Raises InvalidInput where an id comes twice.
    """
    cursor.execute(_MAKE)
    remaining, count = iter(rows), 0
    while lines := [line_of(place, str(uuid_utils.uuid7()), row) for place, row in islice(remaining, _ROWS)]:
        copy(cursor, TABLE, COLUMNS, lines)
        count += len(lines)
    cursor.execute(f"ANALYZE {TABLE}")
    cursor.execute(_NAME)
    _refuse_twins(cursor, pointer)
    return count


def _refuse_twins(cursor: CursorWrapper, pointer: Callable[[int], str]) -> None:
    cursor.execute(_TWINS)
    problems = [
        Problem(f"{pointer(place)}/external_id", f"This is the external_id of {pointer(first)} too.", "duplicate")
        for place, first in cursor.fetchall()
    ]
    if problems:
        raise InvalidInput(*problems)
