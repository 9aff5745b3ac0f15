"""How many tokens were read and written, as `usage` tells it."""

from typing import Any
from uuid import UUID

from exports.analysis import histogram
from exports.analysis.asked import AskedAnalysis
from exports.analysis.chosen import Query, Statement, chosen

_TOKENS = """
    SELECT side.key, side.value::float8 FROM ({chosen}) AS chosen(input_tokens, output_tokens),
    LATERAL (VALUES ('input_tokens', chosen.input_tokens), ('output_tokens', chosen.output_tokens)) AS side(key, value)
"""


def measure(asked: AskedAnalysis, project_id: UUID, query: Query) -> dict[str, Any]:
    """A summary with a histogram of `input_tokens` and of `output_tokens`; traces that do not tell them do not count."""
    traces = chosen(asked, project_id, "input_tokens", "output_tokens")
    return dict(histogram.summaries(Statement(_TOKENS.format(chosen=traces.sql), traces.parameters), bins=asked.bins, query=query))
