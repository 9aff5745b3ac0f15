"""How far back a list looks: where no index narrows it, through the newest traces alone, and further when it is asked to."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from evalplatform.projects.held import COUNTED
from evalplatform.tracing.models import Trace

AT_A_TIME = 50_000  # traces: what PostgreSQL looks through in some 50 ms
TOO_MUCH = 60_000  # in PostgreSQL's unit of cost, a page read in order; by an index 10,000 rows cost some 40,000 at the most


class Floor(NamedTuple):
    """The newest trace that was not looked at any more."""

    id: UUID
    ingested_at: datetime


def bounded(found: QuerySet[Trace], *, among: QuerySet[Trace]) -> tuple[QuerySet[Trace], Floor | None]:
    """`found` itself where it is cheap, else what of it is in the newest AT_A_TIME of `among`, and where that ends."""
    if _cost(found) <= TOO_MUCH:
        return found, None
    last = among.order_by("-id").values_list("id", "ingested_at")[AT_A_TIME : AT_A_TIME + 1].first()
    if last is None:
        return found, None
    floor = Floor(*last)
    return found.filter(id__gt=floor.id), floor


def _cost(found: QuerySet[Trace]) -> float:
    """Of the dearest that a list does with it."""
    try:
        sql, parameters = found.order_by().values("id")[:COUNTED].query.sql_with_params()
    except EmptyResultSet:
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone() or ("[]",)
    read: Any = json.loads(plan) if isinstance(plan, str) else plan
    return float(read[0]["Plan"]["Total Cost"])
