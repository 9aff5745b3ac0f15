"""How many rows stand in a file, by its format, also inside gzip and zstd: read once, in blocks, with flat memory.

Pure: it knows files and nothing of the server, so that a client can use it as well. zstandard and pyarrow are imported where a file
needs them.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

BLOCK_BYTES = 256 * 1024
_NOT_STRUCTURE = bytes(set(range(256)) - {ord('"'), ord("\n")})
_QUOTED = re.compile(rb'"[^"]*"')


class Unreadable(Exception):
    """The file is not what its name says: cut short, or no gzip, zstd, Parquet or JSON."""


def rows(path: Path, stream: IO[bytes], *, format: str, compression: str) -> int:
    """The rows in `stream`, the opened file of `path`, which is read up to where its rows end. Raises Unreadable and OSError."""
    if format == "parquet":
        return _in_parquet(path)
    count = {"jsonl": _in_lines, "csv": _in_csv, "json": _in_array}[format]
    try:
        return count(_blocks(stream, compression))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable(f"it cannot be unpacked: {error}") from None


def _blocks(stream: IO[bytes], compression: str) -> Iterator[bytes]:
    opened: Any = stream
    if compression == "gzip":
        opened = gzip.GzipFile(fileobj=stream)
    elif compression == "zstd":
        yield from _zstd(stream)
        return
    while block := opened.read(BLOCK_BYTES):
        yield block


def _zstd(stream: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    try:
        with zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True, closefd=False) as opened:
            while block := opened.read(BLOCK_BYTES):
                yield block
    except zstandard.ZstdError as error:
        raise Unreadable(f"it cannot be unpacked: {error}") from None


def _in_lines(blocks: Iterator[bytes]) -> int:
    return sum(block.count(b"\n") for block in blocks)


def _in_csv(blocks: Iterator[bytes]) -> int:
    """Line ends outside of quotes, less the header's."""
    ends, inside = 0, b""
    for block in blocks:
        found, inside = row_ends(block, inside)
        ends += found
    if inside or not ends:
        raise Unreadable("it is no whole CSV file with a header")
    return ends - 1


def row_ends(block: bytes, inside: bytes) -> tuple[int, bytes]:
    """How many rows of CSV end in the block, and what to give as `inside` with the next one: a quote that is open, or nothing.

    A row ends at a line feed outside of quotes. Only quotes and line feeds are looked at: a doubled quote closes and opens again.
    """
    quotes_and_ends = inside + block.translate(None, _NOT_STRUCTURE)
    structure = _QUOTED.sub(b"", quotes_and_ends.replace(b'""', b""))
    outside, quote, _ = structure.partition(b'"')
    return outside.count(b"\n"), quote


def _in_array(blocks: Iterator[bytes]) -> int:
    """An array with a row on each line between the brackets, as we write it: JSON text on one line holds no line end."""
    start, end, ends = b"", b"", 0
    for block in blocks:
        start = start if len(start) >= 2 else (start + block)[:2]
        end = (end + block[-3:])[-3:]
        ends += block.count(b"\n")
    if start != b"[\n" or end != b"\n]\n":
        raise Unreadable("it is no whole JSON array with a row on each line")
    return ends - 2


def _in_parquet(path: Path) -> int:
    """The rows of all row groups, from the end of the file, where Parquet keeps them."""
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as opened:
            return sum(opened.metadata.row_group(number).num_rows for number in range(opened.num_row_groups))
    except pyarrow.ArrowInvalid as error:
        raise Unreadable(f"it is no whole Parquet file: {error}") from None
