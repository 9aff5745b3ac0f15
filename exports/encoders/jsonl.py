"""JSON Lines: one object a line, each line ended by LF (https://jsonlines.org). PostgreSQL writes the whole line."""

from typing import Any

from django.db.models import QuerySet

from evalplatform.fields import Column, select_json
from exports.encoders import Copy

# A single json column in COPY's csv format with a quote and a delimiter that JSON text cannot hold comes out as it is;
# the text format would double each backslash.
COPY_JSON = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', ENCODING 'UTF8'"


class Encoder:
    media_type = "application/x-ndjson"
    extension = "jsonl"

    def __init__(self, columns: tuple[Column, ...], *, formula_guard: bool) -> None:
        self.columns = columns
        self.rows = 0

    def copy(self, rows: QuerySet[Any]) -> Copy:
        return Copy(*select_json(rows, self.columns), options=COPY_JSON)

    def before(self) -> bytes:
        return b""

    def feed(self, block: bytes) -> bytes:
        self.rows += block.count(b"\n")
        return block

    def rest(self) -> bytes:
        return b""

    def between(self) -> bytes:
        return b""

    def after(self, *, empty: bool) -> bytes:
        return b""
