"""This process's own file of calls: a line is with the kernel as soon as it is written, so a process that is killed loses none."""

import fcntl
import logging
import os
import re
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from external_api.usage.lines import Call, written

log = logging.getLogger(__name__)

SUFFIX = ".log"
MAX_FILE_BYTES = 16 * 1024 * 1024
RETRY_SECONDS = 1
_HOUR = 3600


def folder() -> Path:
    """Where all processes of this machine that share a DATA_DIR put their files."""
    return Path(settings.DATA_DIR) / "usage"


class _File:
    """An open file. It is closed when the last thread that writes to it lets go: its number could be another file's by then."""

    __slots__ = ("bytes", "fd", "hour")

    def __init__(self, fd: int, hour: int) -> None:
        self.fd, self.hour, self.bytes = fd, hour, 0

    def __del__(self) -> None:
        os.close(self.fd)


class Writer:
    """Appends calls to a file of this process, to a new one each hour. It never fails: what cannot be written is lost, and said once."""

    def __init__(self) -> None:
        self.lost = 0
        self._file: _File | None = None
        self._changing = threading.Lock()
        self._next_try: float | None = None  # None while all goes well

    def append(self, call: Call) -> None:
        """Safe in threads, and without a lock but where a file begins."""
        if self._next_try is not None and time.monotonic() < self._next_try:
            self.lost += 1
            return
        line = written(call)
        try:
            file = self._file
            if file is None or file.hour != call.at // _HOUR or file.bytes >= MAX_FILE_BYTES:
                file = self._begin(file, call.at // _HOUR)
            file.bytes += len(line)
            if os.write(file.fd, line) < len(line):  # the disk is full: no line may follow upon half a one
                self._file = None
                raise OSError("only a part of a line could be written")
        except OSError as error:
            self._note_failure(error)
        else:
            if self._next_try is not None:
                self._note_return()

    def forget(self) -> None:
        """Leave the file to whoever else has it; the next call begins another."""
        self._changing = threading.Lock()
        self._file = None

    def _begin(self, known: _File | None, hour: int) -> _File:
        with self._changing:
            if self._file is None or self._file is known:  # else another thread was faster
                self._file = _new(hour)
            return self._file

    def _note_failure(self, error: OSError) -> None:
        with self._changing:
            is_news = self._next_try is None
            self._next_try = time.monotonic() + RETRY_SECONDS
            self.lost += 1
        if is_news:
            log.error("Calls cannot be counted in %s, and are answered uncounted: %s", folder(), error)

    def _note_return(self) -> None:
        with self._changing:
            is_news, self._next_try = self._next_try is not None, None
        if is_news:
            log.warning("Calls are counted again; %s of this process were not", self.lost)


def _new(hour: int) -> _File:
    """Held with a shared lock as long as it is open: whoever gets it alone knows that nothing more will be written."""
    within = folder()
    within.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        path = within / f"{_host()}-{os.getpid()}-{time.time_ns():x}{SUFFIX}"
        file = _File(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), hour)
        with suppress(OSError):  # a file system without locks: then the file is never taken for a finished one
            fcntl.flock(file.fd, fcntl.LOCK_SH)
        if os.fstat(file.fd).st_nlink:  # else it was taken for a finished one before we had the lock, and removed
            return file


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "_", socket.gethostname())[:60] or "host"


writer = Writer()
os.register_at_fork(after_in_child=writer.forget)
