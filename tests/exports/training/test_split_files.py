import gzip
import hashlib
from pathlib import Path

import pytest

from exports.compressors import COMPRESSORS
from exports.training.split_files import Limits, SplitFiles

PLAIN, GZIP = COMPRESSORS["none"][0], COMPRESSORS["gzip"][0]
LINES = [b"%d\n" % number for number in range(10)]


def contents(files: SplitFiles) -> list[bytes]:
    return [file.path.read_bytes() for file in files.finished]


def test_one_file_where_nothing_limits_it(tmp_path: Path) -> None:
    files = SplitFiles("train", tmp_path, PLAIN, Limits())
    files.add(LINES[:4])
    files.add(LINES[4:])
    files.finish(even_if_empty=False)
    (file,) = files.finished
    assert (file.split, file.rows, file.bytes) == ("train", 10, 20)
    assert file.sha256 == hashlib.sha256(b"".join(LINES)).hexdigest()
    assert contents(files) == [b"".join(LINES)]


@pytest.mark.parametrize("at_a_time", [1, 2, 3, 10])
def test_rows_of_a_file_are_exact_however_they_come(tmp_path: Path, at_a_time: int) -> None:
    files = SplitFiles("train", tmp_path, PLAIN, Limits(rows=4))
    for start in range(0, len(LINES), at_a_time):
        files.add(LINES[start : start + at_a_time])
    files.finish(even_if_empty=False)
    assert contents(files) == [b"0\n1\n2\n3\n", b"4\n5\n6\n7\n", b"8\n9\n"]
    assert [file.rows for file in files.finished] == [4, 4, 2]


@pytest.mark.parametrize("at_a_time", [1, 3, 10])
def test_no_file_is_above_its_bytes_but_for_a_line_that_is(tmp_path: Path, at_a_time: int) -> None:
    lines = [b"aa\n", b"b\n", b"cccccccc\n", b"d\n", b"e\n"]
    files = SplitFiles("train", tmp_path, PLAIN, Limits(bytes=5))
    for start in range(0, len(lines), at_a_time):
        files.add(lines[start : start + at_a_time])
    files.finish(even_if_empty=False)
    assert contents(files) == [b"aa\nb\n", b"cccccccc\n", b"d\ne\n"]


def test_the_limit_is_of_bytes_before_compression(tmp_path: Path) -> None:
    files = SplitFiles("train", tmp_path, GZIP, Limits(bytes=1000))
    files.add([b"a" * 999 + b"\n"] * 3)
    files.finish(even_if_empty=False)
    assert [gzip.decompress(text) for text in contents(files)] == [b"a" * 999 + b"\n"] * 3


@pytest.mark.parametrize(("even_if_empty", "expected"), [(True, [b""]), (False, [])])
def test_without_a_line(tmp_path: Path, even_if_empty: bool, expected: list[bytes]) -> None:
    files = SplitFiles("train", tmp_path, PLAIN, Limits())
    files.add([])
    files.finish(even_if_empty=even_if_empty)
    assert contents(files) == expected


def test_an_abort_leaves_nothing_half(tmp_path: Path) -> None:
    files = SplitFiles("train", tmp_path, PLAIN, Limits())
    files.add(LINES)
    files.abort()
    assert list(tmp_path.iterdir()) == []
