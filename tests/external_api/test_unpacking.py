import gzip
import io
import zlib

import pytest

from external_api import unpacking
from external_api.unpacking import NotGzip, unpack

EMPTY = gzip.compress(b"", mtime=0)
TEXT = bytes(range(256)) * 1000


def read(packed: bytes, limit: int = 10**9) -> bytes:
    return unpack(io.BytesIO(packed), limit)


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        (b"", b""),
        (EMPTY, b""),
        (gzip.compress(TEXT), TEXT),
        (gzip.compress(TEXT, 0), TEXT),
        (gzip.compress(b"a") + EMPTY * 3 + gzip.compress(b"b"), b"ab"),
        (gzip.compress(b"a") + b"\0" * 200_000 + gzip.compress(b"b") + b"\0" * 7, b"ab"),
    ],
    ids=["nothing", "empty", "one", "stored", "members", "padded"],
)
def test_all_members_are_one_text(packed: bytes, text: bytes) -> None:
    assert read(packed) == text


@pytest.mark.parametrize("end", [1, 5, 9, 10, 11, 18, 100])
def test_what_is_cut_short_is_refused(end: int) -> None:
    with pytest.raises(NotGzip):
        read(gzip.compress(TEXT)[:-end])
    with pytest.raises(NotGzip):
        read(gzip.compress(b"a") + gzip.compress(TEXT)[:end])


@pytest.mark.parametrize(
    "packed",
    [b"{}", b"\0" + EMPTY, EMPTY + b"x", zlib.compress(b"x"), gzip.compress(b"a", mtime=0)[:-8] + b"\0" * 8],
    ids=["text", "a byte before", "a byte after", "zlib", "another checksum"],
)
def test_what_is_none_is_refused(packed: bytes) -> None:
    with pytest.raises(NotGzip):
        read(packed)


def test_no_more_is_unpacked_than_one_byte_over_the_limit() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(read(bomb, 1000)) == 1001
    assert len(read(gzip.compress(b"a" * 1000) + bomb, 1000)) == 1001
    assert read(gzip.compress(b"a" * 1000) + EMPTY, 1000) == b"a" * 1000


def test_there_are_members_without_content_but_not_without_end() -> None:
    assert read(EMPTY * unpacking.MAX_MEMBERS) == b""
    endless = io.BytesIO(EMPTY * 1_000_000)
    with pytest.raises(NotGzip):
        unpack(endless, 1000)
    assert endless.tell() < len(EMPTY) * unpacking.MAX_MEMBERS + 100_000
