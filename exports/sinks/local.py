"""The server's own disk: EXPORT_DIR/<export id>/ holds the files, and `parts/` in it what is being written."""

import errno
import os
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from evalplatform.errors import DomainError

SYNC_BYTES = 64 * 1024 * 1024  # a sync begins when so much waits for it
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
    """A file in the making. Raises StorageFailed.

    What is written goes to the disk meanwhile, so that `commit` does not wait for all of it. One that is not `durable` is never waited
    for: a loss of power may take it, or a piece of it, after its commit. Whoever reads it back has to know its SHA-256.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path = path
        self._partial = path.with_name(f"{path.name}.partial")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self._partial.open("wb", buffering=0)
        except OSError as error:
            raise StorageFailed(error, path) from error
        self._syncing = _Syncing(self._file.fileno()) if durable else None

    def write(self, block: bytes, /) -> None:
        view = memoryview(block)
        try:
            while view:  # an unbuffered write may take a part only, as when the disk fills up
                view = view[self._file.write(view) :]
            if self._syncing:
                self._syncing.wrote(len(block))
        except OSError as error:
            raise StorageFailed(error, self.path) from error

    def commit(self) -> None:
        try:
            if self._syncing:
                self._syncing.finish()
            self._file.close()
            self._partial.rename(self.path)
            if self._syncing:
                sync_directory(self.path.parent)
        except OSError as error:
            raise StorageFailed(error, self.path) from error

    def abort(self) -> None:
        with suppress(OSError):  # what led here is the reason to tell
            if self._syncing:
                self._syncing.end()
            self._file.close()
            self._partial.unlink(missing_ok=True)


class _Syncing:
    """Syncs a file while it grows, in a thread that begins when there is much of it. Raises OSError, also of what the thread met:
    the system tells a failed write only once.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._unsynced = 0
        self._thread: ThreadPoolExecutor | None = None
        self._under_way: Future[None] | None = None

    def wrote(self, size: int) -> None:
        self._unsynced += size
        if self._unsynced < SYNC_BYTES or (self._under_way and not self._under_way.done()):
            return
        self._check()
        self._thread = self._thread or ThreadPoolExecutor(1, "sync")
        self._under_way, self._unsynced = self._thread.submit(os.fdatasync, self._descriptor), 0

    def finish(self) -> None:
        """All of it is on the disk."""
        self._check()
        self.end()
        os.fsync(self._descriptor)

    def end(self) -> None:
        """Wait for the thread: the file's number may be another file's once it is closed."""
        if self._thread:
            self._thread.shutdown(wait=True)
            self._thread = None

    def _check(self) -> None:
        if self._under_way:
            self._under_way.result()


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
