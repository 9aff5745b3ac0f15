"""JSON Lines, plain or gzip: each line an object whose keys are the columns."""

from collections.abc import Iterator
from typing import BinaryIO

from evalplatform.errors import Problem
from evalplatform.evaluations.datasets.files.columns import Columns
from evalplatform.evaluations.datasets.files.rows import Bounds, Row, Unreadable
from evalplatform.exact_json import NotJSON, loads
from evalplatform.tracing.ingest.files import Input, Line, UnreadableInput


def read(source: BinaryIO, columns: Columns, bounds: Bounds) -> Iterator[Row]:
    try:
        for line in Input(source).lines(bounds.row):
            yield _row(line)
    except UnreadableInput as error:
        raise Unreadable(str(error)) from None


def _row(line: Line) -> Row:
    if line.raw is None:
        return Row(line.number, (Problem("", "This line is longer than INGEST_MAX_BYTES.", "too_long"),), 0)
    try:
        found = loads(line.raw)
    except NotJSON as error:
        return Row(line.number, (Problem(error.pointer, str(error), error.code),), len(line.raw))
    if not isinstance(found, dict):
        return Row(line.number, (Problem("", "A line must be a JSON object.", "type"),), len(line.raw))
    return Row(line.number, found, len(line.raw))
