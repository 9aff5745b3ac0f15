import fcntl
from pathlib import Path

import pytest

from external_api.usage import files


def pieces(path: Path, position: int = 0) -> list[bytes]:
    found = []
    with files.opened(path) as file:
        assert file
        while piece := file.piece(position):
            found.append(piece)
            position += len(piece)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "host-1-a.log"


def test_half_a_line_waits_while_somebody_writes(path: Path) -> None:
    path.write_bytes(b"one\ntwo\nthr")
    with path.open("rb") as writer:
        fcntl.flock(writer, fcntl.LOCK_SH)
        assert pieces(path) == [b"one\ntwo\n"]
        path.write_bytes(b"one\ntwo\nthree\n")
        assert pieces(path, 8) == [b"three\n"]


def test_of_a_dead_process_all_is_read(path: Path) -> None:
    path.write_bytes(b"one\nthr")
    assert pieces(path) == [b"one\n", b"thr"]


@pytest.mark.parametrize(
    ("text", "expected"), [(b"", []), (b"\n", [b"\n"]), (b"12345\n6\n", [b"12345\n6\n"]), (b"1234567890\n", [b"12345678", b"90\n"])]
)
def test_pieces(path: Path, text: bytes, expected: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE_BYTES", 8)
    path.write_bytes(text)
    assert pieces(path) == expected


def test_beyond_the_end_is_nothing(path: Path) -> None:
    path.write_bytes(b"one\n")
    assert pieces(path, 2**62) == []


def test_a_file_that_another_has_removed(path: Path) -> None:
    with files.opened(path) as file:
        assert file is None


def test_only_files_of_counts(tmp_path: Path) -> None:
    for name in ("b.log", "a.log", "flush.lock"):
        (tmp_path / name).touch()
    assert [path.name for path in files.all_in(tmp_path)] == ["a.log", "b.log"]
    assert files.all_in(tmp_path / "nowhere") == []
