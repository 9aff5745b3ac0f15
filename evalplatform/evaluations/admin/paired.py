"""Two evaluations example by example, out of the database: counted in a grid for a plot, and listed page by page."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

CELLS = 10  # of the grid, each way
PAGE = 20
LARGEST = 1e100  # as the gate has it: squares beyond are no numbers
# An example is compared where every repeat of it has a number on both sides. One pass over both, since a join of the two would be guessed
# to be tiny, and looped over; numeric, so that the mean of repeats does not hang on the order in which they are read.
_PAIRS = """
WITH read AS (
  SELECT pair_key, (metrics ->> %(metric)s)::numeric AS value, evaluation_id = %(ours)s AS is_ours, evaluation_id = %(theirs)s AS is_theirs
  FROM evaluations_result WHERE evaluation_id IN (%(ours)s, %(theirs)s)
), means AS (
  SELECT pair_key, avg(value) FILTER (WHERE is_theirs) AS baseline, avg(value) FILTER (WHERE is_ours) AS candidate
  FROM read GROUP BY pair_key
  HAVING count(*) = count(value) AND bool_or(is_ours) AND bool_or(is_theirs) AND max(abs(value)) <= %(largest)s
), pairs AS (
  SELECT pair_key, baseline::float8, candidate::float8, (candidate - baseline)::float8 AS difference FROM means
)
"""
_GRID = f"""
{_PAIRS}, bounds AS (
  SELECT least(min(baseline), min(candidate)) AS low, greatest(max(baseline), max(candidate)) AS high FROM pairs
), placed AS (
  SELECT low, high,
    CASE WHEN high > low THEN least(floor((baseline - low) / (high - low) * {CELLS}), {CELLS - 1}) ELSE 0 END::int AS x,
    CASE WHEN high > low THEN least(floor((candidate - low) / (high - low) * {CELLS}), {CELLS - 1}) ELSE 0 END::int AS y,
    sign(difference)::int AS way
  FROM pairs CROSS JOIN bounds
)
SELECT low, high, x, y, count(*), count(*) FILTER (WHERE way > 0), count(*) FILTER (WHERE way < 0)
FROM placed GROUP BY low, high, x, y ORDER BY x, y
"""  # noqa: S608 (our own numbers)
_CHANGED = f"""
{_PAIRS}
SELECT pair_key, baseline, candidate, abs(difference) FROM pairs
WHERE sign(difference) = %(way)s AND (%(size)s::float8 IS NULL OR (-abs(difference), pair_key) > (-%(size)s::float8, %(key)s))
ORDER BY -abs(difference), pair_key LIMIT %(limit)s
"""  # noqa: S608 (our own words)


class Cell(NamedTuple):
    """How many examples lie here; `higher` and `lower` of them are so in the candidate."""

    x: int
    y: int
    examples: int
    higher: int
    lower: int


@dataclass(frozen=True)
class Grid:
    """`low` and `high` bound the values of both sides."""

    low: float
    high: float
    cells: tuple[Cell, ...]

    def bounds(self, place: int) -> tuple[float, float]:
        """The values of a row or a column."""
        wide = (self.high - self.low) / CELLS
        return self.low + place * wide, self.low + (place + 1) * wide


class Changed(NamedTuple):
    pair_key: str
    baseline: float
    candidate: float
    size: float


class After(NamedTuple):
    """Where a page goes on: behind this example."""

    size: float
    pair_key: str


def grid(ours: UUID, theirs: UUID, metric: str) -> Grid | None:
    """None when nothing can be compared."""
    rows = _read(_GRID, ours=ours, theirs=theirs, metric=metric)
    if not rows:
        return None
    return Grid(rows[0][0], rows[0][1], tuple(Cell(*row[2:]) for row in rows))


def changed(ours: UUID, theirs: UUID, metric: str, *, is_higher: bool, after: After | None) -> list[Changed]:
    """Examples that are higher or lower in ours, the largest change first; one more than a page when there is another page."""
    size, key = after if after else (None, "")
    given = {"way": 1 if is_higher else -1, "size": size, "key": key, "limit": PAGE + 1}
    return [Changed(*row) for row in _read(_CHANGED, ours=ours, theirs=theirs, metric=metric, **given)]


def read_after(size: str, key: str) -> After | None:
    """What a link says; None when it says nothing that can be read."""
    try:
        found = float(size)
    except ValueError:
        return None
    return After(found, key) if math.isfinite(found) and "\0" not in key else None


def _read(query: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {**given, "largest": LARGEST})
        return list(cursor.fetchall())
