"""Traces to examples: what was asked in production becomes what is asked in an evaluation."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from evalplatform import filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.datasets.changing import Asked, Change, change_examples
from evalplatform.evaluations.datasets.listing import flag, note_of
from evalplatform.evaluations.datasets.rows import ExampleRow, sorted_json
from evalplatform.evaluations.models import Dataset
from evalplatform.evaluations.reading import Reader
from evalplatform.tracing.fields import TRACES
from evalplatform.tracing.models import Trace

MAX_TRACES = 100_000
REFERENCES = ("reference", "output")
_AT_ONCE = 1000


def change_by_traces(dataset: Dataset, body: dict[str, Any]) -> Change:
    """What a request says: `filter`, `limit` (the newest so many), `reference`, `publish`, `note`. Raises InvalidInput.

    An example has the trace's id for its own, its input, its reference or, when asked for, its output in the place of that; and its
    metadata with `trace_id` beside them. A trace that has become an example before replaces it.
    """
    reader = Reader(body)
    found = _found(reader, dataset.project_id)
    limit = reader.whole("limit", low=1, high=MAX_TRACES, default=MAX_TRACES) or MAX_TRACES
    given = reader.get("reference")
    reference = REFERENCES[0] if given is None else given
    if reference not in REFERENCES:
        reader.refuse("reference", f"reference is one of {', '.join(REFERENCES)}.", "choice")
    asked = Asked(publish=flag(reader, "publish", default=True), note=note_of(reader))
    reader.refuse_unknown()
    reader.raise_if_any()
    return change_examples(dataset, _rows(found[:limit], reference), asked)


def _found(reader: Reader, project_id: UUID) -> QuerySet[Any]:
    """The traces that the filter lets through, newest first."""
    newest = TRACES.rows(project_id).order_by("-id")
    try:
        return newest.filter(filtering.build(TRACES, reader.get("filter")))
    except InvalidInput as error:
        reader.problems += (Problem(f"/filter{one.pointer}", one.detail, one.code) for one in error.problems)
        return newest


def _rows(newest: QuerySet[Any], reference: str) -> Iterator[tuple[int, ExampleRow]]:
    """In the order of their ids, read from PostgreSQL block by block."""
    traces = Trace.objects.filter(id__in=newest.values("id")).order_by("id").values_list("id", "input", reference, "metadata")
    for place, (id, asked, expected, metadata) in enumerate(traces.iterator(chunk_size=_AT_ONCE)):
        yield place, ExampleRow(str(id), asked, expected, sorted_json({**metadata, "trace_id": str(id)}), "")
