"""An evaluation's results as the gate wants them, read without any text of them."""

from typing import Any, NamedTuple

import orjson
from django.db import connection

from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Direction
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.scorers import UnknownScorer, get

_READ = "SELECT pair_key, cluster, metrics::text FROM evaluations_result WHERE evaluation_id = %s ORDER BY id"


class Measured(NamedTuple):
    """`clusters` names for a pair key what it belongs to, where it does."""

    results: Results
    clusters: dict[str, str]


def measured(evaluation: Evaluation) -> Measured:
    """A result without an answer has no value of any metric; so has a metric whose scorer failed."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [evaluation.id])
        rows = cursor.fetchall()
    found: list[dict[str, Any]] = [orjson.loads(metrics) for _, _, metrics in rows]
    names = dict.fromkeys([*names_of(evaluation.scorers), *(name for one in found for name in one)])
    scores = {name: [one.get(name) for one in found] for name in names}
    return Measured(Results([key for key, _, _ in rows], scores), {key: cluster for key, cluster, _ in rows if cluster})


def names_of(scorers: Any) -> list[str]:
    """The metrics of the scorers that were asked for."""
    return [one.get("as", one["name"]) for one in scorers]


def directions_of(scorers: Any) -> dict[str, Direction]:
    """Which way each metric is better; a scorer that is no longer installed is taken to like high values."""
    return {metric: _direction(one["name"]) for metric, one in zip(names_of(scorers), scorers, strict=True)}


def _direction(scorer: str) -> Direction:
    try:
        return Direction(get(scorer).direction.value)
    except UnknownScorer:
        return Direction.HIGHER
