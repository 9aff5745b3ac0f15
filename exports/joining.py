"""Parts to one file. Parts are copied as they are, and nothing is coded again."""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from exports.compressors import Compressor
from exports.encoders import Encoder, Joiner
from exports.pipeline import Written
from exports.sinks import Sink

COPY_BYTES = 1024 * 1024
BLOCKS_AHEAD = 4  # of a hash: memory holds no more of the file


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


class _Hash:
    """SHA-256 in a thread of its own: hashlib lets go of Python's lock, so both hashes and the disk go at the same time."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1, "hash")
        self._ahead: deque[Future[None]] = deque()

    def __enter__(self) -> "_Hash":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    def update(self, block: bytes) -> None:
        if len(self._ahead) == BLOCKS_AHEAD:
            self._ahead.popleft().result()
        self._ahead.append(self._thread.submit(self._digest.update, block))

    def taken(self) -> str:
        """The hash in hex of all since the last one was taken."""
        while self._ahead:
            self._ahead.popleft().result()
        found, self._digest = self._digest.hexdigest(), hashlib.sha256()
        return found


def join(parts: Sequence[Part], joiner: Joiner, sink: Sink, *, progress: Callable[[int, int], None]) -> Written:
    """Write the file's beginning, the parts in their order, and its end into the sink, and commit it; or leave nothing, on any error.

    Raises Damaged when a part is not what was written. That is what lets parts go without a sync: a loss of power may take one that
    counts as done, but none that was lost gets into a file.
    """
    rows, size = 0, 0
    with ExitStack() as ends:
        whole, of_part = ends.enter_context(_Hash()), ends.enter_context(_Hash())

        def put(block: bytes) -> None:
            nonlocal size
            if not block:
                return
            whole.update(block)
            sink.write(block)
            size += len(block)
            progress(rows, size)

        try:
            _refuse_short(parts)
            put(joiner.before())
            for position, part in enumerate(parts):
                if rows and part.rows:
                    put(joiner.between())
                if not _copied(part, joiner, put, of_part):
                    raise Damaged(position)
                rows += part.rows
            put(joiner.after(empty=rows == 0))
            sha256 = whole.taken()
            sink.commit()
        except BaseException:
            sink.abort()
            raise
    return Written(rows, size, sha256)


def _refuse_short(parts: Sequence[Part]) -> None:
    """What a loss of power took is most often missing or cut: better known before hours of copying. Raises Damaged."""
    for position, part in enumerate(parts):
        try:
            if part.path.stat().st_size == part.bytes:
                continue
        except FileNotFoundError:
            pass
        raise Damaged(position)


def _copied(part: Part, joiner: Joiner, put: Callable[[bytes], None], digest: _Hash) -> bool:
    """Give the part's bytes to `put`; whether they were all there and the same."""
    try:
        with part.path.open("rb", buffering=0) as file:
            start, end = joiner.span(file, part.rows)
            at = file.seek(0)
            while block := file.read(COPY_BYTES):
                digest.update(block)
                put(block[max(start - at, 0) : max(end - at, 0)])
                at += len(block)
    except (FileNotFoundError, ValueError):
        return False
    return digest.taken() == part.sha256
