"""Parts to one file. Parts are copied as they are, and nothing is coded again."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.compressors import Compressor
from exports.encoders import Encoder, Joiner
from exports.pipeline import Written
from exports.sinks import Sink

COPY_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """A finished part, and what was written into it."""

    path: Path
    rows: int
    bytes: int
    sha256: str


class Damaged(Exception):
    """The part at this place in the list is not there any more, or not what was written."""

    def __init__(self, position: int) -> None:
        super().__init__(f"part {position} is damaged")
        self.position = position


class Members:
    """Joins parts that were compressed apart: members of gzip and frames of zstd concatenate, and what we add is one of its own."""

    def __init__(self, encoder: Encoder, compressor: Callable[[], Compressor]) -> None:
        self._encoder = encoder
        self._compressor = compressor

    def before(self) -> bytes:
        return self._member(self._encoder.before())

    def between(self) -> bytes:
        return self._member(self._encoder.between())

    def span(self, part: BinaryIO, rows: int) -> tuple[int, int]:
        return 0, part.seek(0, 2)

    def after(self, *, empty: bool) -> bytes:
        return self._member(self._encoder.after(empty=empty))

    def _member(self, text: bytes) -> bytes:
        made = self._compressor()
        return made.compress(text) + made.flush() if text else b""


def join(parts: Sequence[Part], joiner: Joiner, sink: Sink, *, progress: Callable[[int, int], None]) -> Written:
    """Write the file's beginning, the parts in their order, and its end into the sink, and commit it; or leave nothing, on any error.

    Raises Damaged when a part is not what was written: hashing it on the way costs nothing beside the copying.
    """
    rows, size, digest = 0, 0, hashlib.sha256()

    def put(block: bytes) -> None:
        nonlocal size
        if not block:
            return
        sink.write(block)
        digest.update(block)
        size += len(block)
        progress(rows, size)

    try:
        put(joiner.before())
        for position, part in enumerate(parts):
            if rows and part.rows:
                put(joiner.between())
            if not _copied(part, joiner, put):
                raise Damaged(position)
            rows += part.rows
        put(joiner.after(empty=rows == 0))
        sink.commit()
    except BaseException:
        sink.abort()
        raise
    return Written(rows, size, digest.hexdigest())


def _copied(part: Part, joiner: Joiner, put: Callable[[bytes], None]) -> bool:
    """Give the part's bytes to `put`; whether they were all there and the same."""
    digest = hashlib.sha256()
    try:
        with part.path.open("rb") as file:
            start, end = joiner.span(file, part.rows)
            at = file.seek(0)
            while block := file.read(COPY_BYTES):
                digest.update(block)
                put(block[max(start - at, 0) : max(end - at, 0)])
                at += len(block)
    except (FileNotFoundError, ValueError):
        return False
    return digest.hexdigest() == part.sha256
