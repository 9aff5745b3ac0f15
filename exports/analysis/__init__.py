"""What can be found out of a filtered set of traces: one module an analysis, each in the database, by SQL over the set.

An analysis is a function `measure(asked, project_id, query)` that gives JSON. All statements of one analysis see the same snapshot.
It is imported on first use.
"""

from typing import Any, Protocol
from uuid import UUID

from django.utils.module_loading import import_string

from exports.analysis.asked import AskedAnalysis
from exports.analysis.chosen import Query

ANALYSES = {
    "scores": "exports.analysis.scores.measure",
    "lengths": "exports.analysis.lengths.measure",
    "tokens": "exports.analysis.tokens.measure",
    "duplicates": "exports.analysis.duplicates.measure",
    "drift": "exports.analysis.drift.measure",
}


class Measure(Protocol):
    def __call__(self, asked: AskedAnalysis, project_id: UUID, query: Query) -> dict[str, Any]: ...


def measure_of(name: str) -> Measure:
    """The analysis of that name. Raises KeyError."""
    found: Measure = import_string(ANALYSES[name])
    return found
