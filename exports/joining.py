"""Parts to one file. Members of gzip and frames of zstd concatenate, so parts are copied as they are, and nothing is coded again."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.compressors import Compressor
from exports.encoders import Encoder
from exports.pipeline import Written
from exports.sinks import Sink

COPY_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """A finished part, and how many rows are in it."""

    path: Path
    rows: int


def join(
    parts: Sequence[Part],
    encoder: Encoder,
    compressor: Callable[[], Compressor],
    sink: Sink,
    *,
    progress: Callable[[int, int], None],
) -> Written:
    """Write the file's beginning, the parts in their order, and its end into the sink, and commit it; or leave nothing, on any error."""
    rows, size, digest = 0, 0, hashlib.sha256()

    def put(block: bytes) -> None:
        nonlocal size
        sink.write(block)
        digest.update(block)
        size += len(block)
        progress(rows, size)

    def put_own(text: bytes) -> None:
        """Our own bytes, as a member of their own."""
        if text:
            made = compressor()
            put(made.compress(text) + made.flush())

    try:
        put_own(encoder.before())
        for part in parts:
            if rows and part.rows:
                put_own(encoder.between())
            with part.path.open("rb") as file:
                while block := file.read(COPY_BYTES):
                    put(block)
            rows += part.rows
        put_own(encoder.after(empty=rows == 0))
        sink.commit()
    except BaseException:
        sink.abort()
        raise
    return Written(rows, size, digest.hexdigest())
