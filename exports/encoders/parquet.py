"""Parquet with typed columns. PostgreSQL sends each value as text, Arrow reads the text, and pyarrow writes row groups.

pyarrow is loaded when a file begins, and not before: whoever only asks for an extension or a COPY has no need of it.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from evalplatform.fields import Column, select_typed
from exports.encoders import Copy
from exports.parquet.text import COPY_OPTIONS, Pieces

if TYPE_CHECKING:
    from exports.parquet.writing import Writer


class Encoder:
    media_type = "application/vnd.apache.parquet"
    extension = "parquet"

    def __init__(self, columns: tuple[Column, ...], *, formula_guard: bool, codec: str = "zstd") -> None:
        self.columns = columns
        self.codec = codec
        self._pieces = Pieces()
        self._writer: Writer | None = None

    @property
    def rows(self) -> int:
        return self._writer.rows if self._writer else 0

    def copy(self, rows: QuerySet[Any]) -> Copy:
        return Copy(*select_typed(rows, self.columns), options=COPY_OPTIONS)

    def before(self) -> bytes:
        from exports.parquet.writing import Writer

        self._writer = Writer(self.columns, codec=self.codec)
        return self._writer.beginning()

    def feed(self, block: bytes) -> bytes:
        return b"".join(self._open.write(piece) for piece in self._pieces.feed(block))

    def rest(self) -> bytes:
        piece = self._pieces.rest()
        written = self._open.write(piece) if piece else b""
        return written + self._open.flush()

    def between(self) -> bytes:
        return b""

    def after(self, *, empty: bool) -> bytes:
        return self._open.end()

    @property
    def _open(self) -> "Writer":
        assert self._writer, "before() comes first"
        return self._writer
