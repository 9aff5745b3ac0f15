"""Lines of a file, plain or gzip, whatever state the file is in."""

import gzip
import io
from pathlib import Path

import pytest

from evalplatform.tracing.ingest.files import BLOCK, Input, UnreadableInput, open_file

LINES = b"".join(b'{"n":%d}\n' % n for n in range(100_000))


def numbers(content: bytes, *, limit: int = 100) -> list[int]:
    return [line.number for line in Input(io.BytesIO(content)).lines(limit)]


class Dripping(io.BytesIO):
    """A pipe that gives one byte at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(1)


@pytest.mark.parametrize(
    "content",
    [LINES, gzip.compress(LINES, mtime=0), gzip.compress(LINES[:700], mtime=0) + gzip.compress(LINES[700:], mtime=0) + b"\0" * 2 * BLOCK],
)
def test_plain_and_gzip_give_the_same_lines(content: bytes) -> None:
    source = Input(io.BytesIO(content))
    assert b"".join(line.raw or b"" for line in source.lines(100)) == LINES
    assert source.position == len(content)


@pytest.mark.parametrize("content", [b"1\n2\n", gzip.compress(b"1\n2\n", mtime=0)])
def test_a_pipe_may_give_one_byte_at_a_time(content: bytes) -> None:
    assert [line.raw for line in Input(Dripping(content)).lines(100)] == [b"1\n", b"2\n"]


def test_blank_lines_are_skipped_and_counted() -> None:
    assert numbers(b"\n1\n \r\n\n2") == [2, 5]
    assert numbers(b"") == []


def test_a_byte_order_mark_is_taken_off() -> None:
    assert [line.raw for line in Input(io.BytesIO(b"\xef\xbb\xbf1\n\xef\xbb\xbf2")).lines(9)] == [b"1\n", b"\xef\xbb\xbf2"]


def test_a_line_beyond_the_limit_is_passed_over() -> None:
    content = b"a" * 10 + b"\n" + b"b" * 11 + b"\n" + b"c" * 3 * BLOCK + b"\nd\n" + b"e" * 11
    assert [line.raw for line in Input(io.BytesIO(content)).lines(10)] == [b"a" * 10 + b"\n", None, None, b"d\n", None]


@pytest.mark.parametrize("cut", [1, 8, 50_000])
def test_of_a_cut_gzip_all_that_is_there_is_read(cut: int) -> None:
    lines = Input(io.BytesIO(gzip.compress(LINES, mtime=0)[:-cut])).lines(100)
    read: list[int] = []
    with pytest.raises(UnreadableInput, match="it was cut off"):
        read.extend(iter(lambda: next(lines).number, None))
    assert len(read) > (99_999 if cut < 9 else 50_000)


@pytest.mark.parametrize(
    ("place", "junk"), [(slice(100_000, 100_008), b"\xff" * 8), (slice(-6, -5), b"\0"), (slice(10**9, None), b"junk" * 9)]
)
def test_damage_is_named(place: slice, junk: bytes) -> None:
    damaged = bytearray(gzip.compress(LINES, mtime=0))
    damaged[place] = junk
    with pytest.raises(UnreadableInput, match="The gzip file is damaged"):
        numbers(bytes(damaged))


def test_an_opened_file_knows_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"1\n2\n")
    source = open_file(tmp_path / "a.jsonl")
    assert (source.size, [line.raw for line in source.lines(9)], source.position) == (4, [b"1\n", b"2\n"], 4)
    source.close()
