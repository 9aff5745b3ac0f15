import gzip
from pathlib import Path

import pyarrow
import pytest
from evalplatform_sdk import row_counting
from evalplatform_sdk.row_counting import NotReadable, rows_in
from pyarrow import parquet

TEXTS = {
    "a.jsonl": (b'{"a": "\\n"}\n{}\n', 2),
    "empty.jsonl": (b"", 0),
    "a.json": (b'[\n{"a": 1},\n{}\n]\n', 2),
    "empty.json": (b"[\n]\n", 0),
    "a.csv": (b'a,b\n1,"two\nlines ""quoted""\n"\n"",x\n', 2),
    "header.csv": (b"a,b\n", 0),
}


@pytest.mark.parametrize("piece", [1, 3, 1 << 20])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_rows_are_counted(name: str, packed: bool, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_counting, "PIECE", piece)
    text, rows = TEXTS[name]
    (tmp_path / "file").write_bytes(gzip.compress(text) if packed else text)
    assert rows_in(tmp_path / "file", f"{name}.gz" if packed else name) == rows


def test_rows_of_parquet(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"a": [1, 2, 3]}), tmp_path / "file", row_group_size=2)
    assert rows_in(tmp_path / "file", "a.parquet") == 3


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl.gz", "a.parquet"])
def test_what_is_something_else_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b'"x')
    with pytest.raises(NotReadable, match="it is no|cannot be unpacked"):
        rows_in(tmp_path / "file", name)


@pytest.mark.parametrize("name", ["a.jsonl.zst", "a", "a.bin"])
def test_what_cannot_be_counted_is_not_guessed(name: str, tmp_path: Path) -> None:
    assert rows_in(tmp_path / "file", name) is None
