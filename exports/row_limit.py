"""How many rows an export may hold: a bounded, exact count before the first of them is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from evalplatform.errors import DomainError


class TooManyRows(DomainError):
    status = 422


@dataclass(frozen=True)
class RowLimit:
    """At most so many rows, by the tier of whoever asks."""

    rows: int
    tier: str

    def check(self, found: QuerySet[Any], *, execute: Callable[[str, tuple[Any, ...]], Any]) -> None:
        """Raises TooManyRows. Rows are those that are read: what curation leaves of them does not matter.

        No more rows are looked at than are needed to tell. `execute` runs a statement and gives its cursor.
        """
        try:
            sql, parameters = found.order_by().values("id")[: self.rows + 1].query.sql_with_params()
        except EmptyResultSet:
            return
        (counted,) = execute(f"SELECT count(*) FROM ({sql}) AS found", parameters).fetchone()  # noqa: S608 (made by Django)
        if counted > self.rows:
            raise TooManyRows("too_many_rows", self._message())

    def _message(self) -> str:
        allowed = f"An export of the tier {self.tier} may hold {self.rows:,} rows, and these are more"
        return f"{allowed}. Narrow the filter, or ask for a larger tier, then request it again."
