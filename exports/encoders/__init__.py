"""Rows to bytes. Each format is one module with a class `Encoder`; the table names it, and it is imported on first use.

An encoder chooses the SELECT that PostgreSQL runs and the options of its COPY, so that the rows arrive already encoded; what is left
for it are the bytes before, between and after them, and to count the rows in what is written.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from evalplatform.fields import Column

ENCODERS = {
    "jsonl": "exports.encoders.jsonl.Encoder",
    "csv": "exports.encoders.csv.Encoder",
    "json": "exports.encoders.json.Encoder",
}


@dataclass(frozen=True)
class Copy:
    """A COPY … TO STDOUT: its SELECT with parameters, and its options. A row is sent as `row_end`-terminated bytes."""

    select: str
    parameters: tuple[Any, ...]
    options: str

    @property
    def statement(self) -> str:
        return f"COPY ({self.select}) TO STDOUT ({self.options})"


class Encoder(Protocol):
    """One format. `before` opens a file, `between` parts two non-empty shards, `after` closes the file.

    `feed` turns a block of COPY data, cut anywhere, into a block of the file and counts the rows that end in it in `rows`.
    """

    media_type: str
    extension: str
    rows: int

    def __init__(self, columns: tuple[Column, ...], *, formula_guard: bool) -> None: ...

    def copy(self, rows: QuerySet[Any]) -> Copy: ...

    def before(self) -> bytes: ...

    def feed(self, block: bytes) -> bytes: ...

    def between(self) -> bytes: ...

    def after(self, *, empty: bool) -> bytes: ...


def encoder_for(format: str, columns: tuple[Column, ...], *, formula_guard: bool) -> Encoder:
    """A new encoder of that format. Raises KeyError."""
    made: Encoder = import_string(ENCODERS[format])(columns, formula_guard=formula_guard)
    return made
