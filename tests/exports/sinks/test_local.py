import errno
from pathlib import Path

import pytest

from exports.sinks.local import LocalPart, StorageFailed, publish


def test_part_is_visible_only_after_commit(tmp_path: Path) -> None:
    part = LocalPart(tmp_path / "a")
    part.write(b"x")
    assert not (tmp_path / "a").exists()
    part.commit()
    assert (tmp_path / "a").read_bytes() == b"x"


def test_abort_leaves_nothing(tmp_path: Path) -> None:
    part = LocalPart(tmp_path / "a")
    part.write(b"x")
    part.abort()
    assert list(tmp_path.iterdir()) == []


def test_publishing_twice_is_publishing_once(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"x")
    publish(tmp_path / "part", tmp_path / "file")
    publish(tmp_path / "part", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"x"


def test_a_refusing_disk_says_what_to_do() -> None:
    failed = StorageFailed(OSError(errno.ENOSPC, "No space left on device"), Path("traces.csv"))
    assert failed.code == "disk_full"
    assert failed.message == (
        "The server cannot write traces.csv: No space left on device. Free space or set EXPORT_DIR to a larger disk, then retry."
    )


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageFailed) as caught:
        LocalPart(tmp_path / "file" / "part")
    assert caught.value.code == "storage_failed"
