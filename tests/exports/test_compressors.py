import gzip

from exports.compressors import COMPRESSORS


def test_gzip_members_join() -> None:
    parts = b""
    for text in (b"one\n", b"two\n"):
        compressor = COMPRESSORS["gzip"][0]()
        parts += compressor.compress(text) + compressor.flush()
    assert gzip.decompress(parts) == b"one\ntwo\n"


def test_gzip_says_neither_name_nor_time() -> None:
    compressor = COMPRESSORS["gzip"][0]()
    assert (compressor.compress(b"x") + compressor.flush())[3:8] == b"\0\0\0\0\0"
