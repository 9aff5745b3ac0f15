"""How far a range of time has moved from another: field by field, numbers by two measures and categories by one.

Population stability index (N. Siddiqi, Credit Risk Scorecards, 2006): the sum over bins of (c - b) * ln(c / b), where b and c are the
shares of baseline and current in a bin. Bins of numbers are the baseline's deciles, of categories the categories themselves, beyond
the MAX_CATEGORIES most frequent ones taken together. A bin that one side lacks would make it infinite, so each bin counts half a row
more. By convention below 0.1 is stable, above 0.25 has shifted.

Kolmogorov-Smirnov statistic of two samples: the largest distance of the two empirical distribution functions, exact; its p-value is
the asymptotic one (N. Smirnov, 1939), good from about 20 values a side, and too high where many values are alike.
"""

import math
from typing import Any
from uuid import UUID

import orjson
from django.db.models import BooleanField, Case, F, FloatField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from evalplatform.fields import Field, as_text
from exports.analysis.asked import NUMBERS, AskedAnalysis, Drift, Range, traces
from exports.analysis.chosen import Query, Statement, chosen

MAX_CATEGORIES = 50
DECILES = [number / 10 for number in range(1, 10)]
_NUMBERS = """
    WITH measured(current, value) AS ({measured}),
    counted AS MATERIALIZED (
        SELECT value, count(*) FILTER (WHERE NOT current) AS b, count(*) FILTER (WHERE current) AS c FROM measured
        WHERE value > '-Infinity'::float8 AND value < 'Infinity'::float8 GROUP BY value
    ),
    sizes AS (SELECT sum(b)::float8 AS b, sum(c)::float8 AS c FROM counted),
    steps AS (
        SELECT value, sum(counted.b) OVER upwards / nullif(sizes.b, 0) AS b, sum(counted.c) OVER upwards / nullif(sizes.c, 0) AS c
        FROM counted, sizes WINDOW upwards AS (ORDER BY value)
    ),
    edges AS (
        SELECT array_agg(DISTINCT edge ORDER BY edge) AS list
        FROM unnest(%s::float8[]) AS wanted, LATERAL (SELECT min(value) AS edge FROM steps WHERE b >= wanted) AS found
        WHERE edge IS NOT NULL
    ),
    bins AS (
        SELECT CASE WHEN list IS NULL THEN 0 ELSE width_bucket(value, list) END AS bin, sum(b) AS b, sum(c) AS c
        FROM counted, edges GROUP BY 1
    )
    SELECT coalesce(sizes.b, 0)::bigint, coalesce(sizes.c, 0)::bigint,
           (SELECT sum(value * b) / nullif(sizes.b, 0) FROM counted), (SELECT sum(value * c) / nullif(sizes.c, 0) FROM counted),
           (SELECT max(abs(b - c)) FROM steps), coalesce(cardinality(list), 0),
           (SELECT json_agg(json_build_array(b, c)) FROM bins)
    FROM sizes, edges
"""
_CATEGORIES = """
    WITH measured(current, value) AS ({measured}),
    counted AS (
        SELECT value, count(*) FILTER (WHERE NOT current) AS b, count(*) FILTER (WHERE current) AS c FROM measured
        WHERE value IS NOT NULL GROUP BY value
    ),
    placed AS (SELECT *, row_number() OVER (ORDER BY b + c DESC, value) <= %s AS kept FROM counted)
    SELECT CASE WHEN kept THEN value END, sum(b)::bigint, sum(c)::bigint FROM placed GROUP BY kept, CASE WHEN kept THEN value END
    ORDER BY kept DESC, sum(b) + sum(c) DESC, 1
"""


def measure(asked: AskedAnalysis, project_id: UUID, query: Query) -> dict[str, Any]:
    """`{"<field>": {"psi", "ks", "p_value", …}}`; null where a side has no values at all."""
    drift = asked.drift
    assert drift is not None
    found = {}
    for name in drift.fields:
        one = traces().field(name)
        of_kind = _numbers if one.kind in NUMBERS else _categories
        found[name] = of_kind(_measured(asked, drift, project_id, one), query)
    return found


def _measured(asked: AskedAnalysis, drift: Drift, project_id: UUID, one: Field) -> Statement:
    """Pairs of `current` and the field's value, of the rows of either range. A row of both counts as current."""
    current = Case(When(_within(drift.by, drift.current), then=Value(True)), default=Value(False), output_field=BooleanField())
    either = _within(drift.by, drift.baseline) | _within(drift.by, drift.current)
    return chosen(asked, project_id, current, _value(one), also=either)


def _within(clock: str, range: Range) -> Q:
    return Q((f"{clock}__gte", range.start), (f"{clock}__lt", range.end))


def _value(one: Field) -> Combinable:
    if one.kind in NUMBERS:
        return Cast(one.expression, FloatField())
    return Cast(as_text(one, formula_guard=False) if not isinstance(one.expression, F) else one.expression, TextField())


def _numbers(measured: Statement, query: Query) -> dict[str, Any]:
    rows = query(_NUMBERS.format(measured=measured.sql), (*measured.parameters, DECILES))
    ((baseline, current, mean_before, mean_now, distance, edges, counts),) = rows
    bins = orjson.loads(counts or "[]")
    both = bool(baseline and current)
    return {
        "kind": "number",
        "baseline": {"count": baseline, "mean": mean_before},
        "current": {"count": current, "mean": mean_now},
        "psi": psi([*bins, *[[0, 0]] * (edges + 1 - len(bins))]) if both else None,
        "ks": distance if both else None,
        "p_value": p_value(distance, baseline, current) if both else None,
    }


def _categories(measured: Statement, query: Query) -> dict[str, Any]:
    rows = query(_CATEGORIES.format(measured=measured.sql), (*measured.parameters, MAX_CATEGORIES))
    baseline, current = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return {
        "kind": "category",
        "baseline": {"count": baseline},
        "current": {"count": current},
        "psi": psi([row[1:] for row in rows]) if baseline and current else None,
        "categories": [{"value": value, "baseline": before, "current": now} for value, before, now in rows],
    }


def psi(bins: list[Any]) -> float:
    """Of pairs of counts, baseline and current, with half a row more in each."""
    before, now = (sum(pair[side] + 0.5 for pair in bins) for side in (0, 1))
    shares = (((b + 0.5) / before, (c + 0.5) / now) for b, c in bins)
    return math.fsum((c - b) * math.log(c / b) for b, c in shares)


def p_value(distance: float, baseline: int, current: int) -> float:
    """How likely two samples of these sizes from one distribution are at least so far apart."""
    scaled = math.sqrt(baseline * current / (baseline + current)) * distance
    if scaled < 0.2:  # the series converges too slowly there, and its value is 1 to twelve digits
        return 1.0
    return min(1.0, max(0.0, 2 * math.fsum((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))))
