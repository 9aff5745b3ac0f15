"""The files of calls on this machine's disk, as they are read: of living processes to the last whole line, of dead ones to the end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from external_api.usage.writing import SUFFIX

PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """`ended` says that nobody can write to the file any more."""

    path: Path
    fd: int
    ended: bool
    size: int

    def piece(self, position: int) -> bytes:
        """Whole lines from `position` on, some PIECE_BYTES of them; nothing where there are none. Half a line at the end waits for its
        other half, unless the file has ended."""
        text = os.pread(self.fd, PIECE_BYTES, position)
        whole = text.rfind(b"\n") + 1
        if whole:
            return text[:whole]
        return text if self.ended or len(text) == PIECE_BYTES else b""  # no line is so long: that is damage, and may not stop us


def all_in(folder: Path) -> list[Path]:
    """In the order of their names."""
    return sorted(folder.glob(f"*{SUFFIX}"))


@contextmanager
def opened(path: Path) -> Iterator[Opened | None]:
    """None when another has removed it meanwhile."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        ended = _is_ours_alone(fd)  # before the size: then it does not grow any more
        yield Opened(path, fd, ended, os.fstat(fd).st_size)
    finally:
        os.close(fd)


def _is_ours_alone(fd: int) -> bool:
    """Writers hold a shared lock until they close the file or die, and none comes back to an old file."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
