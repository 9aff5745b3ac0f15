"""Parquet files of one schema to one file. Row groups are copied as they are; only the file's end, which says where they stand, is new.

https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift has the numbers of the fields.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from exports.parquet import thrift

MAGIC = b"PAR1"
LAST_ORDINAL = 32_767  # it has 16 bits

_OFFSET, _ORDINAL, _SCHEMA, _ROWS, _GROUPS = "offset", "ordinal", "schema", "rows", "groups"
_PAGES: thrift.Shape = {9: _OFFSET, 10: _OFFSET, 11: _OFFSET, 14: _OFFSET}  # data, index and dictionary page, bloom filter
_COLUMN: thrift.Shape = {2: _OFFSET, 3: _PAGES, 4: _OFFSET, 6: _OFFSET}  # 2: the chunk, or 0; 4 and 6: the page indexes
_ROW_GROUP: thrift.Shape = {1: _COLUMN, 5: _OFFSET, 7: _ORDINAL}
_FILE: thrift.Shape = {2: _SCHEMA, 3: _ROWS, 4: _GROUPS}


class Unreadable(ValueError):
    """The part is no whole Parquet file, or another one than it should be."""


@dataclass(frozen=True)
class _Footer:
    """The end of a file, and where in it stand its schema, its number of rows and its row groups."""

    data: bytes
    schema: thrift.Found
    rows: thrift.Found
    groups: thrift.Found

    @property
    def row_count(self) -> int:
        return thrift.Reader(self.data, self.rows.start).integer()

    def same_columns(self, other: "_Footer") -> bool:
        return self.data[self.schema.start : self.schema.end] == other.data[other.schema.start : other.schema.end]


class RowGroups:
    """Joins whole files. Memory holds only the new end of the file: some 4 kB for a row group of 30 columns."""

    def __init__(self) -> None:
        self._first: _Footer | None = None
        self._groups: list[bytes] = []
        self._rows = 0
        self._size = len(MAGIC)

    def before(self) -> bytes:
        return MAGIC

    def between(self) -> bytes:
        return b""

    def span(self, part: BinaryIO, rows: int) -> tuple[int, int]:
        """Where its row groups begin and end. Raises Unreadable."""
        footer, end = _footer(part)
        self._first = self._first or footer
        if footer.row_count != rows:
            raise Unreadable(f"it holds {footer.row_count} rows, not {rows}")
        if not footer.same_columns(self._first):
            raise Unreadable("its columns are not those of the first part")
        self._groups += _moved(footer, by=self._size - len(MAGIC), ordinal=len(self._groups))
        self._rows += rows
        self._size += end - len(MAGIC)
        return len(MAGIC), end

    def after(self, *, empty: bool) -> bytes:
        """The end of the first part, with the rows and row groups of all."""
        first = self._first
        assert first, "there is nothing to join"
        end = b"".join([
            first.data[: first.rows.start], thrift.integer(self._rows),
            first.data[first.rows.end : first.groups.start], thrift.structs_header(len(self._groups)), *self._groups,
            first.data[first.groups.end :],
        ])  # fmt: skip
        return end + struct.pack("<I", len(end)) + MAGIC


def _footer(part: BinaryIO) -> tuple[_Footer, int]:
    """The file's end, and where it begins."""
    size = part.seek(0, 2)
    part.seek(max(size - 8, 0))
    length, magic = struct.unpack("<I4s", part.read(8).rjust(8, b"\0"))
    start = size - 8 - length
    if magic != MAGIC or start < len(MAGIC):
        raise Unreadable("it has no end")
    part.seek(start)
    reader = thrift.Reader(part.read(length))
    try:
        reader.struct(_FILE)
        schema, rows, groups = reader.found
    except (IndexError, ValueError) as error:
        raise Unreadable(f"its end cannot be read: {error}") from error
    return _Footer(reader.data, schema, rows, groups), start


def _moved(footer: _Footer, *, by: int, ordinal: int) -> Iterator[bytes]:
    """What the file's end says of its row groups, for a file in which they stand `by` bytes further on and the first has that number."""
    reader = thrift.Reader(footer.data, footer.groups.start)
    count, _ = reader.list_header()
    for number in range(ordinal, ordinal + count):
        start, reader.found = reader.at, []
        reader.struct(_ROW_GROUP)
        yield _entry(reader, start, by=by, number=number)


def _entry(reader: thrift.Reader, start: int, *, by: int, number: int) -> bytes:
    entry = bytearray()
    for one in reader.found:
        value = thrift.Reader(reader.data, one.start).integer()
        if one.mark == _ORDINAL:
            value = min(number, LAST_ORDINAL)
        elif value:  # an offset of 0 is none
            value += by
        entry += reader.data[start : one.start] + thrift.integer(value)
        start = one.end
    return bytes(entry + reader.data[start : reader.at])
