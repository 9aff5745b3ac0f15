"""The one place where source, encoder, compressor and sink meet: a stream of rows to a whole part, or to none."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evalplatform.errors import DomainError
from exports.compressors import BLOCK_BYTES, Compressor
from exports.encoders import Encoder
from exports.sinks import Sink
from exports.source import NoRows, Stream


@dataclass(frozen=True)
class Written:
    """What stands in a part: rows, bytes as stored, the SHA-256 of those bytes in hex, PostgreSQL's own count of the rows,
    and the seconds that were spent waiting for it.
    """

    rows: int
    bytes: int
    sha256: str
    server_rows: int | None = None
    database_seconds: float = 0.0


class _Timed:
    """Passes the blocks on, and adds up how long it waited for them."""

    def __init__(self, source: Stream | NoRows) -> None:
        self.source = source
        self.seconds = 0.0

    def __iter__(self) -> Iterator[bytes]:
        blocks, asked = iter(self.source), time.monotonic()
        for block in blocks:
            self.seconds += time.monotonic() - asked
            yield block
            asked = time.monotonic()
        self.seconds += time.monotonic() - asked


class Tail:
    """Feeds the compressor blocks of one fixed size, and the sink what comes of it, and remembers what went through."""

    def __init__(self, compressor: Compressor, sink: Sink) -> None:
        self.compressor = compressor
        self.sink = sink
        self.bytes = 0
        self.digest = hashlib.sha256()
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        rest = memoryview(data)  # of many megabytes, where a row group ends: only a block of it is copied at a time
        while len(self._buffer) + len(rest) >= BLOCK_BYTES:
            missing = BLOCK_BYTES - len(self._buffer)
            self._out(self.compressor.compress(bytes(self._buffer) + rest[:missing]))
            self._buffer.clear()
            rest = rest[missing:]
        self._buffer += rest

    def finish(self) -> None:
        self._out(self.compressor.compress(bytes(self._buffer)))
        self._out(self.compressor.flush())

    def _out(self, data: bytes) -> None:
        if data:
            self.sink.write(data)
            self.digest.update(data)
            self.bytes += len(data)


def run(
    source: Stream | NoRows,
    encoder: Encoder,
    compressor: Compressor,
    sink: Sink,
    *,
    progress: Callable[[int, int], None],
    whole: bool = True,
) -> Written:
    """Stream the source into the sink and commit it; on any error the sink is left as if nothing had been written.

    `whole` writes the file's beginning and end too; without it the part is one of several that are joined later. `progress` hears
    rows and bytes after every block, and may raise to stop the stream. Raises DomainError `incomplete` when PostgreSQL says that it
    sent another number of rows than stands in the part.
    """
    tail, timed = Tail(compressor, sink), _Timed(source)
    try:
        if whole:
            tail.feed(encoder.before())
        for block in timed:
            tail.feed(encoder.feed(block))
            progress(encoder.rows, tail.bytes)
        tail.feed(encoder.rest())
        if whole:
            tail.feed(encoder.after(empty=encoder.rows == 0))
        tail.finish()
        if encoder.rows != source.server_rows:
            raise DomainError("incomplete", f"PostgreSQL sent {source.server_rows} rows, but {encoder.rows} were written.")
        sink.commit()
    except BaseException:
        sink.abort()
        raise
    return Written(encoder.rows, tail.bytes, tail.digest.hexdigest(), source.server_rows, timed.seconds)
