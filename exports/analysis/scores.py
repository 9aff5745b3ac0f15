"""The distribution of each score: of its values a summary with a histogram, of its labels how often each stands there."""

from typing import Any
from uuid import UUID

from exports.analysis import histogram
from exports.analysis.asked import AskedAnalysis
from exports.analysis.chosen import Query, Statement, chosen

MAX_LABELS = 50  # of one score
_OF_CHOSEN = "tracing_score WHERE project_id = %s AND trace_id IN ({chosen})"
_VALUES = "SELECT name, value FROM {rows} AND value IS NOT NULL"
_LABELS = """
    SELECT name, label, number FROM (
        SELECT name, label, count(*) AS number, row_number() OVER (PARTITION BY name ORDER BY count(*) DESC, label) AS place
        FROM {rows} AND label IS NOT NULL GROUP BY name, label
    ) AS counted WHERE place <= %s ORDER BY name, place
"""


def measure(asked: AskedAnalysis, project_id: UUID, query: Query) -> dict[str, Any]:
    """`{"<name>": {"count", "mean", …, "histogram", "labels": [{"label", "count"}]}}`, all sources of a score taken together."""
    traces = chosen(asked, project_id, "id")
    rows, parameters = _OF_CHOSEN.format(chosen=traces.sql), (project_id, *traces.parameters)
    found = histogram.summaries(Statement(_VALUES.format(rows=rows), parameters), bins=asked.bins, query=query)
    scores: dict[str, dict[str, Any]] = {name: {**summary, "labels": []} for name, summary in found.items()}
    for name, label, number in query(_LABELS.format(rows=rows), (*parameters, MAX_LABELS)):
        scores.setdefault(name, {"count": 0, "labels": []})["labels"].append({"label": label, "count": number})
    return scores
