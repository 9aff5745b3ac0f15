"""How long inputs and outputs are: characters of their JSON text as it is stored and exported."""

from typing import Any
from uuid import UUID

from exports.analysis import histogram
from exports.analysis.asked import AskedAnalysis
from exports.analysis.chosen import Query, Statement, chosen

_LENGTHS = """
    SELECT side.key, side.value::float8 FROM ({chosen}) AS chosen(input, output),
    LATERAL (VALUES ('input', length(chosen.input::text)), ('output', length(chosen.output::text))) AS side(key, value)
"""


def measure(asked: AskedAnalysis, project_id: UUID, query: Query) -> dict[str, Any]:
    """A summary with a histogram of `input` and of `output`; traces without an output do not count there."""
    traces = chosen(asked, project_id, "input", "output")
    return dict(histogram.summaries(Statement(_LENGTHS.format(chosen=traces.sql), traces.parameters), bins=asked.bins, query=query))
