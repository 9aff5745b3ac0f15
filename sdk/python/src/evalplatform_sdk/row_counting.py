"""How many rows stand in a file of an export, by its name: JSON Lines, JSON and CSV, plain or in gzip; Parquet where pyarrow is there."""

import gzip
from collections.abc import Iterator
from pathlib import Path

PIECE = 1 << 20


class NotReadable(Exception):
    """The file is not what its name says."""


def rows_in(path: Path, name: str) -> int | None:
    """None where nothing here can count them. Raises NotReadable."""
    if name.endswith(".parquet"):
        return _in_parquet(path)
    plain, _, packed = name.partition(".")[2].lower().partition(".")
    count = {"jsonl": _in_lines, "csv": _in_csv, "json": _in_array}.get(plain)
    if count is None or packed not in ("", "gz"):
        return None
    try:
        return count(_pieces(path, packed=packed == "gz"))
    except (OSError, EOFError) as error:
        raise NotReadable(f"it cannot be unpacked: {error}") from None


def _pieces(path: Path, *, packed: bool) -> Iterator[bytes]:
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


def _in_lines(pieces: Iterator[bytes]) -> int:
    return sum(piece.count(b"\n") for piece in pieces)


def _in_csv(pieces: Iterator[bytes]) -> int:
    """Line ends outside of quotes, less the header's. A doubled quote closes and opens again."""
    ends, inside = 0, False
    for piece in pieces:
        for number, text in enumerate(piece.split(b'"')):
            inside = inside != (number > 0)
            ends += 0 if inside else text.count(b"\n")
    if inside or not ends:
        raise NotReadable("it is no whole CSV file with a header")
    return ends - 1


def _in_array(pieces: Iterator[bytes]) -> int:
    """The server writes a row on each line between the brackets; no line feed stands within a row of JSON."""
    ends = _in_lines(pieces)
    if ends < 2:
        raise NotReadable("it is no JSON array with a row on each line")
    return ends - 2


def _in_parquet(path: Path) -> int | None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        return None
    try:
        found: int = parquet.read_metadata(path).num_rows
    except pyarrow.ArrowInvalid as error:
        raise NotReadable(f"it is no whole Parquet file: {error}") from None
    return found
