"""A second process that applies one function to one value after another, for work that would else wait for Python's global lock.

Imports nothing of ours: the new process reads this file before Django is set up.
"""

import contextlib
import multiprocessing
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection

import django
from django.utils.module_loading import import_string

STOP_SECONDS = 5


class HelperEnded(Exception):
    """The second process has ended by itself; the message says how, in a sentence."""


@contextlib.contextmanager
def applying(function: str) -> Iterator[Connection]:
    """A pipe to a new process that runs the function of that dotted path; first it sends None, to say that it is ready.

    Send a value, then receive its result before the next one is sent. The process ends with this context, and at the latest when
    this process does, since its pipe ends then. Raises HelperEnded from a send or receive within when it has ended before.
    """
    context = multiprocessing.get_context("spawn")  # a fork would share our database connection
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    except (EOFError, ConnectionError) as error:
        process.join(STOP_SECONDS)
        raise HelperEnded(_how(process.exitcode)) from error
    finally:
        ours.close()
        process.join(STOP_SECONDS)
        process.kill()


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        cause = " Systems do that when memory runs out." if exit_code == -signal.SIGKILL else ""
        return f"A process that helps to check lines was ended by {signal.Signals(-exit_code).name}.{cause}"
    return f"A process that helps to check lines ended by itself, with code {exit_code}."


def _serve(pipe: Connection, function: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; whoever started us ends us
    with contextlib.suppress(EOFError, OSError):
        django.setup()
        apply = import_string(function)
        pipe.send(None)
        while True:
            pipe.send(apply(pipe.recv()))
