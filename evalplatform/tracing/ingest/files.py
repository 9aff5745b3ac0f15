"""A JSONL file, plain or gzip, as numbered lines: streamed, and no line is read beyond a limit."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from isal import igzip_lib, isal_zlib

BLOCK = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's notation for "with gzip's header and trailer"
_Damage: type[Exception] = igzip_lib.error  # type: ignore[assignment]  # isal's stub declares an instance
_BOM = b"\xef\xbb\xbf"


class UnreadableInput(Exception):
    """The input ends too early or is damaged; all lines before the damage have been given."""


class Line(NamedTuple):
    """`number` counts from 1, blank lines included; `raw` is None for a line longer than the limit."""

    number: int
    raw: bytes | None


class Input:
    """An opened file. `position` is how much of it was read, in its own (compressed) bytes; `size` is None for a pipe."""

    def __init__(self, source: BinaryIO, *, size: int | None = None) -> None:
        self.size = size
        self._source = _Source(source)
        self._stream: io.BufferedReader = io.BufferedReader(
            _Inflated(self._source) if self._source.head == _GZIP_MAGIC else self._source, BLOCK
        )

    @property
    def position(self) -> int:
        return self._source.position

    def lines(self, limit: int) -> Iterator[Line]:
        """All lines but blank ones, each at most `limit` bytes long. Raises UnreadableInput."""
        number = 0
        while raw := self._stream.readline(limit + 1):
            number += 1
            if number == 1:
                raw = raw.removeprefix(_BOM)
            if len(raw) > limit and not raw.endswith(b"\n"):
                self._skip_line()
                yield Line(number, None)
            elif raw and not raw.isspace():
                yield Line(number, raw)

    def close(self) -> None:
        self._source.close()

    def _skip_line(self) -> None:
        while (part := self._stream.readline(BLOCK)) and not part.endswith(b"\n"):
            pass


def open_file(path: Path) -> Input:
    """A file, whose size is known if it is a regular one. Raises OSError."""
    source = path.open("rb", buffering=0)
    return Input(source, size=path.stat().st_size if path.is_file() else None)


class _Source(io.RawIOBase):
    """Another stream, of which the first two bytes can be looked at and the bytes read are counted."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self.source = source
        self.head = b""
        # On a pipe the two may arrive one by one.
        while len(self.head) < len(_GZIP_MAGIC) and (more := source.read(len(_GZIP_MAGIC) - len(self.head))):
            self.head += more
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self.head[self.position : self.position + len(buffer)] or self.source.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self.position += len(chunk)
        return len(chunk)

    def close(self) -> None:
        self.source.close()
        super().close()


class _Inflated(io.RawIOBase):
    """The content of a gzip stream of one or more members.

    Not isal's own file object: with that, an error at the end takes up to a block of good lines with it.
    """

    def __init__(self, source: _Source) -> None:
        super().__init__()
        self.source = source
        self.inflater = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
        self.waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            chunk = self.waiting or self.source.read(BLOCK) or b""
            self.waiting = b""
            if self.inflater.eof:
                if not chunk:
                    return 0
                chunk = chunk.lstrip(b"\0")  # gzip allows zeros after a member
                if not chunk:
                    continue
                self.inflater = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
            if written := self._inflate(chunk, buffer):
                return written
            if not chunk and not self.inflater.eof:
                raise UnreadableInput("The gzip file ends in the middle: it was cut off.")

    def _inflate(self, chunk: bytes, buffer: memoryview) -> int:
        try:
            data = self.inflater.decompress(chunk, len(buffer))
        except _Damage as error:
            raise UnreadableInput(f"The gzip file is damaged: {error}.") from None
        self.waiting = self.inflater.unused_data if self.inflater.eof else self.inflater.unconsumed_tail
        buffer[: len(data)] = data
        return len(data)
