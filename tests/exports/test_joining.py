import hashlib
from pathlib import Path

import pytest

from exports import joining
from exports.compressors import COMPRESSORS
from exports.encoders import encoder_for
from exports.sinks.local import LocalPart

PLAIN = COMPRESSORS["none"][0]


def part(path: Path, text: bytes) -> joining.Part:
    path.write_bytes(text)
    return joining.Part(path, text.count(b"\n"), len(text), hashlib.sha256(text).hexdigest())


def joined(folder: Path, *parts: joining.Part, format: str = "jsonl") -> bytes:
    """The file, whose SHA-256 and size are what `join` says."""
    joiner = joining.Members(encoder_for(format, (), formula_guard=True), PLAIN)
    written = joining.join(parts, joiner, LocalPart(folder / "joined"), progress=lambda rows, size: None)
    data = (folder / "joined").read_bytes()
    assert (written.rows, written.bytes) == (sum(one.rows for one in parts), len(data))
    assert written.sha256 == hashlib.sha256(data).hexdigest()
    return data


def test_parts_follow_each_other(tmp_path: Path) -> None:
    parts = [part(tmp_path / str(n), b'{"n":%d}\n' % n * n) for n in range(4)]
    assert joined(tmp_path, *parts) == b'{"n":1}\n' + b'{"n":2}\n' * 2 + b'{"n":3}\n' * 3


def test_what_stands_around_the_parts_is_hashed_too(tmp_path: Path) -> None:
    parts = [part(tmp_path / str(n), text) for n, text in enumerate((b"", b"1\n", b"", b"2\n"))]
    assert joined(tmp_path, *parts, format="json") == b"[\n1\n,\n2\n\n]\n"


def test_a_part_of_many_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "COPY_BYTES", 7)
    texts = [bytes([97 + n]) * 1000 + b"\n" for n in range(3)]
    assert joined(tmp_path, *(part(tmp_path / str(n), text) for n, text in enumerate(texts))) == b"".join(texts)


@pytest.mark.parametrize("found", [None, b"", b"1", b"9\n", b"1\n1\n", b"\0\0"])
def test_a_part_that_is_not_what_was_written_leaves_nothing(tmp_path: Path, found: bytes | None) -> None:
    parts = [part(tmp_path / str(n), b"%d\n" % n) for n in range(3)]
    parts[1].path.unlink() if found is None else parts[1].path.write_bytes(found)
    with pytest.raises(joining.Damaged) as caught:
        joined(tmp_path, *parts)
    assert caught.value.position == 1
    assert [path.name for path in tmp_path.glob("joined*")] == []


def test_a_part_that_is_cut_is_found_before_the_first_byte_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [part(tmp_path / str(n), b"%d\n" % n) for n in range(3)]
    parts[2].path.write_bytes(b"2")
    monkeypatch.setattr(LocalPart, "write", lambda *_: pytest.fail("it was written to"))
    with pytest.raises(joining.Damaged) as caught:
        joined(tmp_path, *parts)
    assert caught.value.position == 2
