"""One `up` at a time on a data directory: a lock that the kernel gives back however its holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evalplatform.embedded import make_data_dir
from evalplatform.errors import Conflict, DomainError


@contextmanager
def held(data_dir: Path, url: str) -> Iterator[None]:
    """Hold `data_dir` and say in its lock file who does; Conflict, naming pid and address, when another process holds it."""
    make_data_dir(data_dir)
    path = data_dir / "up.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DomainError("data_dir", f"{path} cannot be opened: {error.strerror}.") from None
    try:
        _lock(descriptor, data_dir)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {url}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data_dir: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, _, url = os.pread(descriptor, 200, 0).decode().partition(" ")
        raise Conflict("already_up", f"A server already runs on {data_dir}: process {pid}, {url}") from None
