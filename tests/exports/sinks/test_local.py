import errno
import os
from pathlib import Path
from typing import Any

import pytest

from exports.sinks import local
from exports.sinks.local import LocalPart, StorageFailed, publish


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was synced, in order: sizes of files, and the names of directories."""
    done: list[str] = []
    system = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        done.append(path.name if path.is_dir() else str(path.stat().st_size))
        system(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: done.append("meanwhile"))
    return done


def test_part_is_visible_only_after_commit(tmp_path: Path) -> None:
    part = LocalPart(tmp_path / "a")
    part.write(b"x")
    assert not (tmp_path / "a").exists()
    part.commit()
    assert (tmp_path / "a").read_bytes() == b"x"


def test_commit_waits_for_the_disk(tmp_path: Path, synced: list[str]) -> None:
    part = LocalPart(tmp_path / "a")
    part.write(b"x")
    part.commit()
    assert synced == ["1", tmp_path.name]


def test_a_large_part_goes_to_the_disk_meanwhile(tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SYNC_BYTES", 2)
    part = LocalPart(tmp_path / "a")
    part.write(b"xx")
    part.write(b"x")
    part.commit()
    assert synced == ["meanwhile", "3", tmp_path.name]


def test_nobody_waits_for_one_that_need_not_last(tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SYNC_BYTES", 1)
    part = LocalPart(tmp_path / "a", durable=False)
    part.write(b"x")
    part.commit()
    assert ((tmp_path / "a").read_bytes(), synced) == (b"x", [])


@pytest.mark.parametrize("last", ["write", "commit"])
def test_what_the_disk_refused_meanwhile_fails_the_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    monkeypatch.setattr(local, "SYNC_BYTES", 1)
    monkeypatch.setattr(os, "fdatasync", _refused)
    part = LocalPart(tmp_path / "a")
    part.write(b"x")
    while not part._syncing._under_way.done():  # type: ignore[union-attr]
        pass
    with pytest.raises(StorageFailed) as caught:
        part.write(b"x") if last == "write" else part.commit()
    part.abort()
    assert (caught.value.code, list(tmp_path.iterdir())) == ("storage_failed", [])


def _refused(descriptor: int) -> Any:
    raise OSError(errno.EIO, "Input/output error")


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
