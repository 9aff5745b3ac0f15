"""The server's own disk: EXPORT_DIR/<export id>/ holds the files, and `parts/` in it what is being written."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from evalplatform.errors import DomainError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def folder(export_id: UUID) -> Path:
    return Path(settings.EXPORT_DIR) / str(export_id)


def parts(export_id: UUID) -> Path:
    return folder(export_id) / "parts"


class StorageFailed(DomainError):
    """The disk refused: full, read-only, gone. The message names the reason and what to do."""

    def __init__(self, error: OSError, path: Path) -> None:
        remedy = "Free space or set EXPORT_DIR to a larger disk, then retry." if error.errno in _FULL else "Check EXPORT_DIR, then retry."
        code = "disk_full" if error.errno in _FULL else "storage_failed"
        super().__init__(code, f"The server cannot write {path.name}: {error.strerror}. {remedy}")


class LocalPart:
    """A file in the making. Raises StorageFailed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._partial = path.with_name(f"{path.name}.partial")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self._partial.open("wb", buffering=0)
        except OSError as error:
            raise StorageFailed(error, path) from error

    def write(self, block: bytes, /) -> None:
        view = memoryview(block)
        try:
            while view:  # an unbuffered write may take a part only, as when the disk fills up
                view = view[self._file.write(view) :]
        except OSError as error:
            raise StorageFailed(error, self.path) from error

    def commit(self) -> None:
        try:
            os.fsync(self._file.fileno())
            self._file.close()
            self._partial.rename(self.path)
            sync_directory(self.path.parent)
        except OSError as error:
            raise StorageFailed(error, self.path) from error

    def abort(self) -> None:
        with suppress(OSError):  # what led here is the reason to tell
            self._file.close()
            self._partial.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """The whole file, or none. Raises StorageFailed."""
    sink = LocalPart(path)
    try:
        sink.write(content)
        sink.commit()
    except BaseException:
        sink.abort()
        raise


def sync_directory(path: Path) -> None:
    """Make a rename in the directory outlast a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(part: Path, name: Path) -> None:
    """Give a finished part its name. Done twice it is done once: a crash after the rename leaves no part, but the file."""
    try:
        try:
            part.rename(name)
        except FileNotFoundError:
            if not name.exists():
                raise
        sync_directory(name.parent)
    except OSError as error:
        raise StorageFailed(error, name) from error


def size(*paths: Path) -> int | None:
    """Bytes of the first of these files that exists; None when none does."""
    for path in paths:
        with suppress(FileNotFoundError):
            return path.stat().st_size
    return None


def forget_parts(export_id: UUID) -> None:
    shutil.rmtree(parts(export_id), ignore_errors=True)


def forget_beside(part: Path) -> None:
    """Remove what was written for a part that failed: files that begin with its name and a full stop."""
    for path in part.parent.glob(f"{part.name}.*"):
        path.unlink(missing_ok=True)


def forget(export_id: UUID) -> None:
    """Remove all that the export wrote."""
    shutil.rmtree(folder(export_id), ignore_errors=True)
