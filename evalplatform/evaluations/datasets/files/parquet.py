"""Parquet: rows of typed cells. Loads pyarrow, so it is imported only when such a file comes."""

import math
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from evalplatform.errors import Problem
from evalplatform.evaluations.datasets.files.columns import Columns, cell
from evalplatform.evaluations.datasets.files.rows import Bounds, Row, Unreadable
from evalplatform.exact_json import NotJSON, escape_key

_ROWS = 256


def read(source: BinaryIO, columns: Columns, bounds: Bounds) -> Iterator[Row]:
    """Texts stay in the file's dictionaries until their row is read: a file that says the same megabyte a million times fits in memory."""
    try:
        with pq.ParquetFile(source) as file:
            _refuse_large(file.metadata, bounds)
        texts = [one.name for one in file.schema_arrow if pa.types.is_string(one.type)]
        source.seek(0)
        with pq.ParquetFile(source, read_dictionary=texts) as file:
            yield from _rows(file, columns)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(f"This is not a Parquet file that can be read: {str(error).splitlines()[0][:300]}") from None


def _rows(file: pq.ParquetFile, columns: Columns) -> Iterator[Row]:
    names = file.schema_arrow.names
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise Unreadable(f"The file has two columns {twice[0][:100]!r}.")
    wanted = [name for name in names if columns.field_of(name) or columns.others == "refuse"]
    place = 0
    for batch in file.iter_batches(_ROWS, columns=wanted, use_threads=False):
        for number in range(batch.num_rows):
            place += 1
            found = {name: batch.column(name)[number].as_py() for name in batch.schema.names}
            yield Row(place, _cells(found, columns), sum(len(one) for one in found.values() if isinstance(one, str)))


def _refuse_large(metadata: pq.FileMetaData, bounds: Bounds) -> None:
    groups = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
    if bounds.whole is not None and sum(groups) > bounds.whole:
        raise Unreadable(f"The file is larger than {bounds.whole} bytes when it is unpacked. Send it in parts, or load it on the server.")


def _cells(found: Mapping[str, Any], columns: Columns) -> dict[str, Any] | tuple[Problem, ...]:
    cells: dict[str, Any] = {}
    problems = []
    for name, value in found.items():
        if value is None or (isinstance(value, float) and math.isnan(value)):  # how pandas writes that there is none
            continue
        try:
            cells[name] = cell(value, how=columns.cells, name=columns.field_of(name)) if isinstance(value, str) else _as_json(value)
        except NotJSON as error:
            problems.append(Problem(f"/{escape_key(name)}{error.pointer}", str(error), error.code))
    return tuple(problems) or cells


def _as_json(value: Any) -> Any:
    """Times and decimals as the API writes them: as text."""
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
