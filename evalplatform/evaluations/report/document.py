"""The JSON report: what is stored with an evaluation that has completed, and what every other form of the report is made of.

Its JSON Schema is docs/schemas/evaluation-report.schema.json; what is added there, and what is taken away, is another version.
"""

import math
from collections.abc import Mapping
from typing import Any

from evalplatform.evaluations.models import Evaluation

SCHEMA_VERSION = 1
_LATER: dict[str, Any] = {
    "suite": None,
    "dataset": None,
    "commit": None,
    "finished_at": None,
    "directions": {},
    "examples": {},
    "changes": None,
    "slices": [],
}


def document(
    evaluation: Evaluation,
    *,
    directions: Mapping[str, str],
    gate: dict[str, Any] | None,
    examples: dict[str, Any],
    changes: dict[str, Any] | None,
) -> dict[str, Any]:
    """Of an evaluation that has its summary, and with `gate` the body of its verdict."""
    found: dict[str, Any] = plain(
        {
            "schema_version": SCHEMA_VERSION,
            "evaluation": str(evaluation.id),
            "name": evaluation.name,
            "suite": evaluation.suite and evaluation.suite.name,
            "dataset": evaluation.dataset and {"name": evaluation.dataset.name, "version": evaluation.dataset_version},
            "commit": {name: getattr(evaluation, name) for name in ("repository", "sha", "branch", "pull_request")},
            "finished_at": evaluation.finished_at and evaluation.finished_at.isoformat(),
            "compared_with": str(evaluation.compared_with_id) if evaluation.compared_with_id else None,
            "gate": gate,
            "summary": evaluation.summary,
            "directions": {metric: str(direction) for metric, direction in directions.items()},
            "examples": examples,
            "changes": changes,
            "slices": [],
        }
    )
    return found


def stored(evaluation: Evaluation) -> dict[str, Any]:
    """The report of an evaluation that has completed, also of one that was stored before a part of it was thought of."""
    found = _LATER | (evaluation.report or {"schema_version": SCHEMA_VERSION, "evaluation": str(evaluation.id), "name": evaluation.name})
    found = {"compared_with": None, "gate": None, "summary": evaluation.summary} | found
    if found["gate"] is not None:
        found["gate"] = {"no_verdict_counts_as": "fail"} | found["gate"]
    return found


def plain(value: Any) -> Any:
    """Without what JSON has no word for: a number that is none becomes null."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
