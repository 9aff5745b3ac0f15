"""One JSON array, a row on each line between the brackets, so that it can be read by lines as well."""

from typing import Any

from django.db.models import QuerySet

from evalplatform.fields import Column, select_json
from exports.encoders import Copy
from exports.encoders.jsonl import COPY_JSON


class Encoder:
    media_type = "application/json"
    extension = "json"

    def __init__(self, columns: tuple[Column, ...], *, formula_guard: bool) -> None:
        self.columns = columns
        self.rows = 0
        self._owed = b""  # the comma of a row is written when the next row comes

    def copy(self, rows: QuerySet[Any]) -> Copy:
        return Copy(*select_json(rows, self.columns), options=COPY_JSON)

    def before(self) -> bytes:
        return b"[\n"

    def feed(self, block: bytes) -> bytes:
        self.rows += block.count(b"\n")
        owed, self._owed = self._owed, b""
        if block.endswith(b"\n"):
            block, self._owed = block[:-1], b",\n"
        return owed + block.replace(b"\n", b",\n")

    def rest(self) -> bytes:
        return b""

    def between(self) -> bytes:
        return b",\n"

    def after(self, *, empty: bool) -> bytes:
        return b"]\n" if empty else b"\n]\n"
