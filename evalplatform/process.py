"""Starts a program that ends when we end, under another account where asked: this file, run as a script, prepares itself and becomes it.

A script in between, not `preexec_fn`: it is safe in a process with threads, and what it sets outlives the exec. It runs without
site-packages, so it imports nothing but the standard library.
"""

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SETPCAP = 1, 2, 8
LINUX = sys.platform == "linux"
BEHIND = 10  # of nice(2): a tenth of the processor that others get while they want it

# <linux/prctl.h>, <linux/securebits.h>, <linux/capability.h>
_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT = 1, 28, 47
_PR_CAP_AMBIENT_RAISE, _SECBIT_NO_SETUID_FIXUP, _CAPABILITY_VERSION_3 = 2, 4, 0x20080522


@dataclass(frozen=True)
class Account:
    """Who a program runs as, and the one capability of root that it keeps."""

    uid: int
    gid: int
    capability: int | None = None


def start(
    argv: list[str], *, death_signal: int = signal.SIGTERM, account: Account | None = None, **options: Any
) -> subprocess.Popen[bytes]:
    """Start `argv` (its first item an absolute path) in a session of its own; it gets `death_signal` when the calling thread ends.

    Call it from the main thread: Linux ties the signal to the thread. A session of its own keeps Ctrl-C for us alone. Elsewhere
    a watchdog reads a pipe that we hold, and sends the signal at its end; with a `stdin` given there is none.
    """
    watch = not LINUX and "stdin" not in options
    wanted = {"parent": os.getpid(), "signal": int(death_signal), "account": asdict(account) if account else None, "watch": watch}
    launcher = [sys.executable, "-I", "-S", __file__, json.dumps(wanted), *argv]
    options.setdefault("stdin", subprocess.PIPE if watch else subprocess.DEVNULL)
    return subprocess.Popen(launcher, start_new_session=True, **options)  # noqa: S603


def end_with_parent(death_signal: int = signal.SIGTERM) -> None:
    """Have the kernel send us `death_signal` when our parent ends; nothing where it cannot."""
    if LINUX:
        _prctl(_PR_SET_PDEATHSIG, int(death_signal))


def step_back(pid: int = 0) -> None:
    """Let others have the processor first; 0 is ourselves. Nothing where the system refuses."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, max(BEHIND, os.getpriority(os.PRIO_PROCESS, pid)))


def _become(wanted: dict[str, Any], argv: list[str]) -> None:
    if wanted["account"]:
        _drop(Account(**wanted["account"]))
    end_with_parent(wanted["signal"])  # after the change of user, which clears it
    if os.getppid() != wanted["parent"]:  # it ended before we could ask
        raise SystemExit(1)
    if wanted["watch"]:
        _watch(wanted["signal"])
    try:
        os.execv(argv[0], argv)  # noqa: S606
    except OSError as error:
        raise SystemExit(f"{argv[0]}: {error.strerror}") from None


def _drop(account: Account) -> None:
    """Become `account`. Its capability goes to every program started from here (capabilities(7), "ambient")."""
    if account.capability is not None:
        # Also keeps it in access(2), which PostgreSQL asks about its own program, and which else answers without capabilities.
        _prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    if account.capability is not None:
        mask = 1 << account.capability
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        low_then_high = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable, twice
        _checked(_libc().capset(header, low_then_high), "capset")
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, account.capability)


def _watch(death_signal: int) -> None:
    """Leave a child behind that sends `death_signal` to the program that we become once the pipe at our stdin ends."""
    program = os.getpid()
    if os.fork():
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.getppid() == program:
        if select.select([0], [], [], 1)[0]:
            if os.getppid() == program:
                os.kill(program, death_signal)
            break
    os._exit(0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, *arguments: int) -> None:
    padded = (*arguments, 0, 0, 0, 0)[:4]
    _checked(_libc().prctl(option, *(ctypes.c_ulong(value) for value in padded)), f"prctl {option}")


def _checked(result: int, call: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{call}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    _become(json.loads(sys.argv[1]), sys.argv[2:])
