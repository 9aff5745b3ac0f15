"""CSV as RFC 4180 has it, with LF line ends: PostgreSQL quotes the cells; the header comes from the request, never from a row."""

import csv
import io
from typing import Any

from django.db.models import QuerySet

from evalplatform.fields import Column, guarded, select_text
from exports.counting import row_ends
from exports.encoders import Copy


class Encoder:
    media_type = "text/csv"
    extension = "csv"

    def __init__(self, columns: tuple[Column, ...], *, formula_guard: bool) -> None:
        self.columns = columns
        self.formula_guard = formula_guard
        self.rows = 0
        self._inside = b""  # a quote that was opened in an earlier block

    def copy(self, rows: QuerySet[Any]) -> Copy:
        # In a file of one column a null would be an empty line, which readers skip: there it is "", as an empty text is anywhere.
        alone = len(self.columns) == 1
        select = select_text(rows, self.columns, formula_guard=self.formula_guard, null_as_empty=alone)
        return Copy(*select, options="FORMAT csv, ENCODING 'UTF8'")

    def before(self) -> bytes:
        names = [guarded(column.name) if self.formula_guard else column.name for column in self.columns]
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(names)
        return line.getvalue().encode()

    def feed(self, block: bytes) -> bytes:
        ends, self._inside = row_ends(block, self._inside)
        self.rows += ends
        return block

    def rest(self) -> bytes:
        return b""

    def between(self) -> bytes:
        return b""

    def after(self, *, empty: bool) -> bytes:
        return b""
