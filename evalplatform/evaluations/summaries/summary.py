"""The summary of an evaluation: each metric with its interval, and how long and how dear the answers were."""

from typing import Any

import numpy as np
from django.db import connection

from evalplatform.evaluations.gate.results import LARGEST, Aligned
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.statistics.binary import clopper_pearson
from evalplatform.evaluations.statistics.bootstrapping import bootstrap_interval
from evalplatform.evaluations.statistics.clusters import clustered
from evalplatform.evaluations.statistics.comparison import RESAMPLES, is_binary

ALPHA = 0.05
QUARTILES = (0.0, 0.25, 0.5, 0.75, 1.0)
_SPENT = ("latency_ms", "input_tokens", "output_tokens", "cost_usd")
_SHARES = ("50", "95", "99")
_PERCENTILES = "SELECT " + ", ".join(
    f"count({name}), sum({name})::float8, percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY {name}::float8)" for name in _SPENT
)


def summary(evaluation: Evaluation, sides: Aligned) -> dict[str, Any]:
    """`metrics` by example: repeats count once, and an example of which one errored counts as errored. Of the candidate in `sides`."""
    return {
        "total": len(sides.candidate.results.examples),
        "metrics": [_metric(name, sides) for name in sides.candidate.results.scores],
        "answers": _answers(evaluation),
    }


def _metric(name: str, sides: Aligned) -> dict[str, Any]:
    found = sides.candidate.values(name)
    assert found is not None
    kept = found.usable & (np.abs(np.nan_to_num(found.means, nan=np.inf)) <= LARGEST)
    values, keys = found.means[kept], sides.clusters[kept]
    body = {"name": name, "n": len(values), "errored": int((~kept).sum()), "mean": None, "interval": None, "quartiles": None}
    if not len(values):
        return body
    quartiles = [float(one) for one in np.quantile(values, QUARTILES)]
    return body | {"mean": float(values.mean()), "interval": _interval(values, keys), "quartiles": quartiles}


def _interval(values: Any, keys: Any) -> list[float] | None:
    """At 95 %. Examples that stand alone and are 0 or 1 have an exact one; fewer than two clusters have none."""
    groups = len(np.unique(keys))
    if groups == len(keys) and is_binary(values):
        return list(clopper_pearson(int(values.sum()), len(values), alpha=ALPHA))
    if groups < 2:
        return None
    return list(bootstrap_interval(clustered(values, keys), alpha=ALPHA, resamples=RESAMPLES))


def _answers(evaluation: Evaluation) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_PERCENTILES} FROM evaluations_result WHERE evaluation_id = %s", [evaluation.id])  # noqa: S608 (our own names)
        row = cursor.fetchone()
    parts = zip(_SPENT, row[0::3], row[1::3], row[2::3], strict=True)
    return {
        name: {"n": n, "sum": total, "percentiles": dict(zip(("50", "95", "99"), at or (), strict=False))} for name, n, total, at in parts
    }
