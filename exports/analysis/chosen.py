"""The filtered set that an analysis is about, as SQL for its statements to begin with."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import Combinable

from evalplatform import filtering
from exports.analysis.asked import AskedAnalysis, traces

# the rows of a statement
Query = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


class Statement(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]


def chosen(asked: AskedAnalysis, project_id: UUID, *columns: str | Combinable, also: Q | None = None) -> Statement:
    """A SELECT of these columns over the traces that the filter lets through."""
    found = traces().rows(project_id).filter(filtering.build(traces(), asked.filter))
    if also is not None:
        found = found.filter(also)
    sql, parameters = found.order_by().values_list(*columns).query.sql_with_params()
    return Statement(sql, tuple(parameters))
