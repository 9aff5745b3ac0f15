"""A stretch of a file as a body that is sent: read in blocks, begun again for a second try, and stopped between two blocks."""

import io
from collections.abc import Callable
from pathlib import Path
from types import TracebackType


class Slice:
    """`size` bytes of the file from `start` on. `check` is called before every read and may raise to end it."""

    def __init__(self, path: Path, start: int, size: int, *, check: Callable[[], None]) -> None:
        self._file = path.open("rb")
        self._start = start
        self._size = size
        self._check = check
        self._at = 0
        self.seek(0)

    def __enter__(self) -> "Slice":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def read(self, size: int = -1, /) -> bytes:
        self._check()
        left = self._size - self._at
        block = self._file.read(left if size < 0 else min(size, left))
        self._at += len(block)
        return block

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        self._file.seek(self._start + self._at)
        return self._at

    def tell(self) -> int:
        return self._at
