"""The thread that flushes, in each process that serves: one of a machine at a time does it, and when that one dies another."""

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from external_api.usage import flushing, writing

log = logging.getLogger(__name__)

SECONDS = 10.0
_LOCK = "flush.lock"


class Flusher:
    """Flushes every SECONDS, and once more when it is stopped. A database that is away is said once; the lines wait on the disk."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="usage", daemon=True)
        self._fails = False

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Wait up to `seconds` for the last flush."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(max(0.0, seconds))

    def _run(self) -> None:
        while not self._stopping.wait(SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        try:
            with _alone_in(writing.folder()) as alone:
                if alone:
                    flushing.flush(writing.folder())
        except Exception as error:  # whatever it is: the lines are still there, and it is tried again
            if not self._fails:
                log.error("Usage cannot be brought into the database; it is tried again every %s seconds", SECONDS, exc_info=error)
            self._fails = True
        else:
            self._fails = False
        finally:
            connection.close()


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Whether no other process flushes the folder now. It spares work; that nothing counts twice is the database's doing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _locked(fd)
    finally:
        os.close(fd)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
