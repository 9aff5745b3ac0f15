import gzip
import io
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import zstandard

from exports.counting import Unreadable, rows

FILES = {
    "jsonl": b'{"a":"x"}\n{"a":"y"}\n{"a":"z"}\n',
    "csv": b'"a\nb",c\n"x\n""y""\n",1\n,\n"",""\n',
    "json": b'[\n{"a":1},\n{"a":2},\n{"a":3}\n]\n',
}
EMPTY = {"jsonl": b"", "csv": b"a\n", "json": b"[\n]\n"}
PACKED = {"none": bytes, "gzip": lambda data: gzip.compress(data[:5], mtime=0) + gzip.compress(data[5:]), "zstd": zstandard.compress}


class Dripping(io.BytesIO):
    """Gives a byte at a time, so that every cut is met."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(1)


@pytest.mark.parametrize("compression", PACKED)
@pytest.mark.parametrize("format", FILES)
def test_rows_in_every_format(format: str, compression: str) -> None:
    for data, expected in ((FILES[format], 3), (EMPTY[format], 0)):
        assert rows(Path("x"), io.BytesIO(PACKED[compression](data)), format=format, compression=compression) == expected


@pytest.mark.parametrize("format", FILES)
def test_the_cuts_between_blocks_do_not_matter(format: str) -> None:
    assert rows(Path("x"), Dripping(FILES[format]), format=format, compression="none") == 3


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": list(range(100))}), path, row_group_size=30)
    with path.open("rb") as stream:
        assert rows(path, stream, format="parquet", compression="none") == 100


@pytest.mark.parametrize(
    ("format", "compression", "data"),
    [
        ("json", "none", b'[\n{"a":1},\n'),
        ("json", "none", b'{"a":1}\n'),
        ("csv", "none", b'a\n"x\n'),
        ("csv", "none", b""),
        ("jsonl", "gzip", gzip.compress(b"{}\n" * 9, mtime=0)[:-9]),
        ("jsonl", "gzip", b"{}\n"),
        ("jsonl", "zstd", b"{}\n"),
    ],
)
def test_what_is_cut_or_something_else(format: str, compression: str, data: bytes) -> None:
    with pytest.raises(Unreadable):
        rows(Path("x"), io.BytesIO(data), format=format, compression=compression)


def test_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1")
    with path.open("rb") as stream, pytest.raises(Unreadable):
        rows(path, stream, format="parquet", compression="none")
