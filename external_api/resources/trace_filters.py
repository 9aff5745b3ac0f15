"""The plain query parameters of the list of traces: each is one comparison of the filter language."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from evalplatform import filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.tracing.fields import TRACES


class _Comparison(django_filters.CharFilter):  # type: ignore[misc]
    """Compares as the filter language does; `model=` is a comparison with the empty text, where django-filter would let all pass."""

    def __init__(self, field: str, operator: str) -> None:
        super().__init__(field_name=field, lookup_expr=operator, strip=False, help_text=f"as the filter {field} {operator}")

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        name = next(name for name, one in self.parent.filters.items() if one is self)
        for said in self.parent.data.getlist(name):
            try:
                rows = rows.filter(filtering.build(TRACES, {"field": self.field_name, "op": self.lookup_expr, "value": said}))
            except InvalidInput as error:
                problems = (Problem(f"/{name}", one.detail, one.code) for one in error.problems)
                raise InvalidInput(*problems, code=error.code) from None
        return rows


class TraceFilters(django_filters.FilterSet):  # type: ignore[misc]
    """A parameter given twice must be fulfilled twice: `tag=a&tag=b` finds traces with both tags."""

    model = _Comparison("model", "eq")
    provider = _Comparison("provider", "eq")
    status = _Comparison("status", "eq")
    name = _Comparison("name", "eq")
    session_id = _Comparison("session_id", "eq")
    user_id = _Comparison("user_id", "eq")
    environment = _Comparison("environment", "eq")
    release = _Comparison("release", "eq")
    external_id = _Comparison("external_id", "eq")
    tag = _Comparison("tags", "contains")
    ingested_after = _Comparison("ingested_at", "gte")
    ingested_before = _Comparison("ingested_at", "lt")
    started_after = _Comparison("started_at", "gte")
    started_before = _Comparison("started_at", "lt")
