"""What is expensive to make and the same for all test processes: made by the first that needs it, below the folder that they share."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def made_once(own: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name`, which `make` fills; `own` is the base of this process's temporary folders. One that was cut off begins anew."""
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            half = folder.with_name(f"{name}-half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder
