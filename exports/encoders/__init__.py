"""Rows to bytes. Each format is one module with a class `Encoder`; the table names it, and it is imported on first use.

An encoder chooses the SELECT that PostgreSQL runs and the options of its COPY, so that the rows arrive already encoded; what is left
for it are the bytes before, between and after them, and to count the rows in what is written.
"""

from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from evalplatform.fields import Column

ENCODERS = {
    "jsonl": "exports.encoders.jsonl.Encoder",
    "csv": "exports.encoders.csv.Encoder",
    "json": "exports.encoders.json.Encoder",
    "parquet": "exports.encoders.parquet.Encoder",
}

# Formats that compress inside, since a reader picks out what it needs; as `codec` their encoder gets the compression asked for.
COMPRESS_INSIDE = ("parquet",)

# Formats whose bytes do not concatenate: every part is a whole file, and these make one file of many.
_JOINERS = {"parquet": "exports.parquet.joining.RowGroups"}


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

    `feed` turns a block of COPY data, cut anywhere, into a block of the file, and `rest` gives what it held back once all has come.
    `rows` counts the rows in what they gave.
    """

    media_type: str
    extension: str

    @property
    def rows(self) -> int: ...

    def __init__(self, columns: tuple[Column, ...], *, formula_guard: bool) -> None: ...

    def copy(self, rows: QuerySet[Any]) -> Copy: ...

    def before(self) -> bytes: ...

    def feed(self, block: bytes) -> bytes: ...

    def rest(self) -> bytes: ...

    def between(self) -> bytes: ...

    def after(self, *, empty: bool) -> bytes: ...


class Joiner(Protocol):
    """What makes one file of many parts: the bytes around them, and which bytes of each go into the file."""

    def before(self) -> bytes: ...

    def between(self) -> bytes:
        """What parts two non-empty parts."""

    def span(self, part: BinaryIO, rows: int) -> tuple[int, int]:
        """Where the bytes begin and end that go into the file, of the next part, which should hold `rows` rows. Raises ValueError."""

    def after(self, *, empty: bool) -> bytes: ...


def encoder_for(format: str, columns: tuple[Column, ...], *, formula_guard: bool, compression: str = "zstd") -> Encoder:
    """A new encoder of that format; `compression` is for those that compress inside. Raises KeyError."""
    options = {"codec": compression} if format in COMPRESS_INSIDE else {}
    made: Encoder = import_string(ENCODERS[format])(columns, formula_guard=formula_guard, **options)
    return made


def joiner_for(format: str) -> Joiner | None:
    """A new joiner of whole files of that format; None where parts are written to be put one after the other."""
    if format not in _JOINERS:
        return None
    made: Joiner = import_string(_JOINERS[format])()
    return made
