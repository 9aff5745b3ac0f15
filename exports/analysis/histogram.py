"""Numbers by key to one summary a key: count, mean, deviation, extremes, quantiles and a histogram of equal widths."""

from collections.abc import Iterator
from typing import Any

import orjson

from exports.analysis.chosen import Query, Statement

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
MAX_KEYS = 200
# NaN and infinity, which no histogram has room for, are left out: in PostgreSQL NaN is greater than infinity.
# The widths are taken of halves, since the distance of two doubles may be no double.
_SUMMARIES = """
    WITH measured(key, value) AS MATERIALIZED ({measured}),
    finite AS (SELECT key, value FROM measured WHERE value > '-Infinity'::float8 AND value < 'Infinity'::float8),
    summary AS (
        SELECT key, count(*) AS number, avg(value / 2) * 2 AS mean, 2 * stddev_samp(value / 2) AS deviation,
               min(value) AS low, max(value) AS high, percentile_cont(%s::float8[]) WITHIN GROUP (ORDER BY value) AS quantiles
        FROM finite GROUP BY key ORDER BY count(*) DESC, key LIMIT %s
    ),
    bins AS (
        SELECT key, CASE WHEN low = high THEN 1 ELSE least(width_bucket(value / 2, low / 2, high / 2, %s), %s) END AS bin,
               count(*) AS number
        FROM finite JOIN summary USING (key) GROUP BY 1, 2
    )
    SELECT key, summary.number, mean, deviation, low, high, quantiles,
           (SELECT json_object_agg(bin, bins.number) FROM bins WHERE bins.key = summary.key)
    FROM summary ORDER BY summary.number DESC, key
"""


def summaries(measured: Statement, *, bins: int, query: Query) -> dict[str, dict[str, Any]]:
    """Of the MAX_KEYS keys with the most numbers; `measured` gives pairs of key (text) and value (float8, null is none)."""
    sql = _SUMMARIES.format(measured=measured.sql)
    rows = query(sql, (*measured.parameters, list(QUANTILES), MAX_KEYS, bins, bins))
    return {key: _summary(*rest, bins=bins) for key, *rest in rows}


def _summary(
    number: int, mean: float, deviation: float | None, low: float, high: float, quantiles: list[float], counts: str, *, bins: int
) -> dict[str, Any]:
    return {
        "count": number,
        "mean": mean,
        "deviation": deviation,
        "min": low,
        "max": high,
        "quantiles": {f"p{quantile * 100:g}": value for quantile, value in zip(QUANTILES, quantiles, strict=True)},
        "histogram": list(_bars(low, high, orjson.loads(counts), bins)),
    }


def _bars(low: float, high: float, counts: dict[str, int], bins: int) -> Iterator[dict[str, Any]]:
    """The last bar holds its upper end too. One bar where all are alike."""
    if low == high:
        yield {"from": low, "to": high, "count": counts["1"]}
        return
    edges = [low + number * (high / bins - low / bins) for number in range(bins)] + [high]
    for number in range(bins):
        yield {"from": edges[number], "to": edges[number + 1], "count": counts.get(str(number + 1), 0)}
