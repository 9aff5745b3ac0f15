"""The metrics of an evaluation by the values of a field of its metadata: by topic, by language, by difficulty."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import orjson
from django.db import connection

from evalplatform.evaluations.gate.results import LARGEST, Aligned, Results, aligned
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.report.document import plain
from evalplatform.evaluations.statistics.binary import clopper_pearson
from evalplatform.evaluations.statistics.clusters import clustered
from evalplatform.evaluations.statistics.comparison import is_binary
from evalplatform.evaluations.statistics.distributions import student_quantile
from evalplatform.evaluations.summaries.measured import names_of

MOST_VALUES = 50
MOST_CHARACTERS = 200  # of a value; longer ones that begin alike are one
ALPHA = 0.05


class Row(NamedTuple):
    """One result; `values` are those of the fields, None where one is missing."""

    pair_key: str
    cluster: str
    metrics: dict[str, float | None]
    values: tuple[str | None, ...]


def slices(evaluation_id: UUID, fields: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, Any]]:
    """For each field, given by its name and its path in the metadata, the metrics by value: those of the most results first."""
    evaluation = Evaluation.objects.get(id=evaluation_id)
    rows = _read(evaluation_id, [path for _, path in fields])
    names = list(dict.fromkeys([*names_of(evaluation.scorers), *(name for row in rows for name in row.metrics)]))
    found: list[dict[str, Any]] = plain([_slice(name, place, rows, names) for place, (name, _) in enumerate(fields)])
    return found


def _read(evaluation_id: UUID, paths: Sequence[Sequence[str]]) -> list[Row]:
    columns = ", ".join(f"left(metadata #>> %s::text[], {MOST_CHARACTERS})" for _ in paths)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pair_key, cluster, metrics::text, {columns} FROM evaluations_result WHERE evaluation_id = %s ORDER BY id",  # noqa: S608
            [*(list(path) for path in paths), evaluation_id],
        )
        return [Row(key, cluster, orjson.loads(metrics), tuple(values)) for key, cluster, metrics, *values in cursor.fetchall()]


def _slice(name: str, place: int, rows: Sequence[Row], names: Sequence[str]) -> dict[str, Any]:
    by_value: dict[str | None, list[Row]] = {}
    for row in rows:
        by_value.setdefault(row.values[place], []).append(row)
    ordered = sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0] is None, item[0] or ""))
    values = [_value(value, found, names) for value, found in ordered[:MOST_VALUES]]
    return {"by": name, "values": values, "more_values": len(ordered) - len(values)}


def _value(value: str | None, rows: Sequence[Row], names: Sequence[str]) -> dict[str, Any]:
    results = Results([row.pair_key for row in rows], {name: [row.metrics.get(name) for row in rows] for name in names})
    sides = aligned(results, None, {row.pair_key: row.cluster for row in rows if row.cluster})
    return {"value": value, "n": len(sides.examples), "metrics": [_metric(name, sides) for name in names]}


def _metric(name: str, sides: Aligned) -> dict[str, Any]:
    found = sides.candidate.values(name)
    assert found is not None
    kept = found.usable & (np.abs(np.nan_to_num(found.means, nan=np.inf)) <= LARGEST)
    values, keys = found.means[kept], sides.clusters[kept]
    mean, interval = (float(values.mean()), _interval(values, keys)) if len(values) else (None, None)
    return {"name": name, "n": len(values), "errored": int((~kept).sum()), "mean": mean, "interval": interval}


def _interval(values: Any, keys: Any) -> list[float] | None:
    """At 95 %: exact for 0 and 1 that stand alone, else Student's over clusters, which is fast where slices are many."""
    groups = len(np.unique(keys))
    if groups == len(keys) and is_binary(values):
        return list(clopper_pearson(int(values.sum()), len(values), alpha=ALPHA))
    if groups < 2:
        return None
    clusters = clustered(values, keys)
    wide = student_quantile(1 - ALPHA / 2, freedom=groups - 1) * clusters.standard_error
    return [clusters.estimate - wide, clusters.estimate + wide]
