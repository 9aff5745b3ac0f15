"""The files of a training set: a split each, or several where the request or the target limits their size."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exports.compressors import Compressor
from exports.pipeline import Tail
from exports.sinks.local import LocalPart


@dataclass(frozen=True)
class Limits:
    """Of one file: rows, and bytes before compression; None where there is no limit."""

    rows: int | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class Finished:
    """A whole file under a name that says nothing yet."""

    path: Path
    split: str
    rows: int
    bytes: int
    sha256: str


class SplitFiles:
    """The files of one split, one after the other. Raises StorageFailed."""

    def __init__(self, split: str, folder: Path, compressor: Callable[[], Compressor], limits: Limits) -> None:
        self.split = split
        self.finished: list[Finished] = []
        self._folder = folder
        self._compressor = compressor
        self._limits = limits
        self._sink: LocalPart | None = None
        self._rows = self._size = 0

    def add(self, lines: list[bytes]) -> None:
        if self._limits.rows is None and self._limits.bytes is None:
            self._put(lines)
            return
        start = size = 0
        for number, line in enumerate(lines):
            if self._is_full(number - start, size, len(line)):
                self._put(lines[start:number])
                self._finish()
                start, size = number, 0
            size += len(line)
        self._put(lines[start:])

    @property
    def begun(self) -> bool:
        """A file is being written."""
        return self._sink is not None

    def finish(self, *, even_if_empty: bool) -> None:
        """End the last file; `even_if_empty` makes one where there was no line at all."""
        if even_if_empty and not self.finished and self._sink is None:
            self._begin()
        self._finish()

    def abort(self) -> None:
        if self._sink:
            self._sink.abort()

    def _is_full(self, rows: int, size: int, following: int) -> bool:
        over_rows = self._limits.rows is not None and self._rows + rows >= self._limits.rows
        over_bytes = self._limits.bytes is not None and self._size + size + following > self._limits.bytes
        return (over_rows or over_bytes) and self._rows + rows > 0

    def _begin(self) -> None:
        self._sink = LocalPart(self._folder / f"{self.split}-{len(self.finished):05d}")
        self._tail = Tail(self._compressor(), self._sink)
        self._rows = self._size = 0

    def _put(self, lines: list[bytes]) -> None:
        if not lines:
            return
        if self._sink is None:
            self._begin()
        block = b"".join(lines)
        self._tail.feed(block)
        self._rows += len(lines)
        self._size += len(block)

    def _finish(self) -> None:
        if self._sink is None:
            return
        self._tail.finish()
        self._sink.commit()
        path = self._sink.path
        self.finished.append(Finished(path, self.split, self._rows, self._tail.bytes, self._tail.digest.hexdigest()))
        self._sink = None
        self._rows = self._size = 0
