"""Who the embedded PostgreSQL runs as: ourselves, or an unprivileged user when we are root, which PostgreSQL refuses to be."""

import os
import pwd
import stat
from pathlib import Path

from evalplatform.errors import DomainError
from evalplatform.process import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SETPCAP, Account


def account_for(data: Path, *, program: Path, other_directories: tuple[Path, ...]) -> Account | None:
    """The account to start `program` under on the directory `data` (there yet or not), or None to stay who we are.

    DomainError when we may not, or when that account could not reach one of the paths. Nobody's directories are changed: where one
    on the way is closed to it (a clone under /root), the account keeps the one capability to pass.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise DomainError("foreign_data", f"{data} belongs to {_name(owner)}: start as that user or as root, or set another DATA_DIR.")
        return None
    uid, gid = (owner, data.stat().st_gid) if owner else _unprivileged()
    closed = [way for path in (data, program, *other_directories) if (way := _closed(path, uid, gid))]
    executable = _allows(program, uid, gid, 1)
    if executable and not closed:
        return Account(uid, gid)
    usable = [CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE] if executable else [CAP_DAC_OVERRIDE]
    held = _capabilities()
    kept = next((one for one in usable if one in held and CAP_SETPCAP in held), None)
    if kept is None:
        raise DomainError(
            "unreachable_data",
            f"PostgreSQL runs as {_name(uid)}, who may not enter {(closed or [program])[0]}: "
            "start as another user than root, or set DATA_DIR and keep .venv where that user may read, or set DATABASE_URL.",
        )
    return Account(uid, gid, kept)


def _unprivileged() -> tuple[int, int]:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise DomainError(
        "no_user", "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody: start as another user."
    )


def _closed(path: Path, uid: int, gid: int) -> Path | None:
    """The uppermost directory on the way to `path` that the account may not pass."""
    return next((way for way in reversed(path.resolve().parents) if way.exists() and not _allows(way, uid, gid, stat.S_IXOTH)), None)


def _allows(path: Path, uid: int, gid: int, bit: int) -> bool:
    status = path.stat()
    shift = 6 if status.st_uid == uid else 3 if status.st_gid == gid else 0
    return bool(status.st_mode >> shift & bit)


def _capabilities() -> set[int]:
    """Those that this process has and may hand on; none where the kernel has no such thing."""
    try:
        lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("Cap"))
    except OSError:
        return set()
    mask = int(lines["CapEff"], 16) & int(lines["CapBnd"], 16)
    return {number for number in range(64) if mask >> number & 1}


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"the user {uid}"
