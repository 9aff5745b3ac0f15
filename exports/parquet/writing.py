"""Tables to the bytes of a Parquet file, in row groups of bounded size."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evalplatform.fields import Column
from exports.parquet.tables import Reader, holds_json_text

# As in the COPY: enough for a reader to skip by, and small enough that a worker holds one with ease.
GROUP_BYTES = 8 * 1024 * 1024
GROUP_ROWS = 128 * 1024
_CODECS: dict[str, dict[str, Any]] = {
    "none": {"compression": "NONE"},
    "gzip": {"compression": "GZIP", "compression_level": 1},
    "zstd": {"compression": "ZSTD", "compression_level": 1},
}


class Writer:
    """One file. Each method gives the bytes that are finished by then; `rows` are those that stand in them."""

    def __init__(self, columns: tuple[Column, ...], *, codec: str) -> None:
        self.rows = 0
        self._reader = Reader(columns)
        self._out = _Drain()
        self._group: list[pa.Table] = []
        self._group_rows = self._group_bytes = 0
        # a JSON text's least and greatest value help nobody, and would stand in the file's end at full length
        compared = [column.name for column in columns if not holds_json_text(column.field) and not column.field.members]
        self._file = pq.ParquetWriter(self._out, self._reader.schema, write_statistics=compared, **_CODECS[codec])

    def beginning(self) -> bytes:
        return self._out.drained()

    def write(self, piece: bytes) -> bytes:
        """Take the rows in a piece of COPY's text. Raises DomainError."""
        table = self._reader.table(piece)
        full = self._group_rows + table.num_rows > GROUP_ROWS or self._group_bytes + len(piece) > GROUP_BYTES
        finished = self.flush() if full else b""
        self._group.append(table)
        self._group_rows += table.num_rows
        self._group_bytes += len(piece)
        return finished

    def flush(self) -> bytes:
        """End the row group."""
        if self._group_rows:
            self._file.write_table(pa.concat_tables(self._group), row_group_size=self._group_rows)
            self.rows += self._group_rows
            self._group, self._group_rows, self._group_bytes = [], 0, 0
        return self._out.drained()

    def end(self) -> bytes:
        self._file.close()
        return self._out.drained()


class _Drain:
    """What pyarrow writes to: keeps the bytes until they are taken."""

    closed = False

    def __init__(self) -> None:
        self._kept = io.BytesIO()
        self._taken = 0

    def write(self, block: bytes) -> int:
        return self._kept.write(block)

    def tell(self) -> int:
        return self._taken + self._kept.tell()

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def drained(self) -> bytes:
        data = self._kept.getvalue()  # its own memory, and no copy
        self._taken += len(data)
        self._kept = io.BytesIO()
        return data
