"""CSV in UTF-8, plain or gzip: a header, then a row of text cells for each example. An empty cell holds no value."""

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO

from evalplatform.errors import Problem
from evalplatform.evaluations.datasets.files.columns import Columns, cell
from evalplatform.evaluations.datasets.files.rows import Bounds, Row, Unreadable
from evalplatform.evaluations.datasets.files.unpacked import Unpacked
from evalplatform.exact_json import NotJSON, escape_key
from evalplatform.tracing.ingest.files import UnreadableInput

MAX_COLUMNS = 10_000


def read(source: BinaryIO, columns: Columns, bounds: Bounds) -> Iterator[Row]:
    lines = _Lines(source, bounds.row)
    csv.field_size_limit(max(csv.field_size_limit(), bounds.row))  # it is the process's own, and 128 kB by default
    try:
        rows = csv.reader(lines, strict=True)
        names = _header(next(rows, None))
        while True:
            begins = lines.number + 1
            lines.size = 0
            found = next(rows, None)
            if found is None:
                return
            if found:
                yield Row(begins, _cells(names, found, columns), lines.size)
    except (csv.Error, UnicodeDecodeError) as error:
        raise Unreadable(f"Line {lines.number} is not CSV in UTF-8: {error}.") from None
    except UnreadableInput as error:
        raise Unreadable(str(error)) from None


class _Lines:
    """The lines as text, counted; `size` grows by the bytes of each."""

    def __init__(self, source: BinaryIO, limit: int) -> None:
        self._lines = Unpacked(source).every_line(limit)
        self._limit = limit
        self.number = self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._lines)
        self.number += 1
        self.size += len(raw)
        if self.size > self._limit:
            raise Unreadable(f"The row at line {self.number} is longer than INGEST_MAX_BYTES, or a quote before it is never closed.")
        return codecs.decode(raw, "utf-8")


def _header(found: list[str] | None) -> list[str]:
    if not found:
        raise Unreadable("The file has no header: its first line names the columns.")
    if len(found) > MAX_COLUMNS:
        raise Unreadable(f"The file has more than {MAX_COLUMNS:,} columns.")
    if twice := [name for name in dict.fromkeys(found) if found.count(name) > 1]:
        raise Unreadable(f"The header names {twice[0][:100]!r} twice.")
    return found


def _cells(names: list[str], found: list[str], columns: Columns) -> dict[str, object] | tuple[Problem, ...]:
    if len(found) != len(names):
        return (Problem("", f"This row has {len(found)} cells, the header {len(names)}.", "cells"),)
    cells: dict[str, object] = {}
    problems = []
    for name, text in zip(names, found, strict=True):
        if text == "":
            continue
        try:
            cells[name] = cell(text, how=columns.cells, name=columns.field_of(name))
        except NotJSON as error:
            problems.append(Problem(f"/{escape_key(name)}{error.pointer}", str(error), error.code))
    return tuple(problems) or cells
