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


@contextlib.contextmanager
def applying(function: str) -> Iterator[Connection]:
    """A pipe to a new process that runs the function of that dotted path; first it sends None, to say that it is ready.

    Send a value, then receive its result before the next one is sent. The process ends with this context, and at the latest when
    this process does, since its pipe ends then.
    """
    context = multiprocessing.get_context("spawn")  # a fork would share our database connection
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(STOP_SECONDS)
        process.kill()


def _serve(pipe: Connection, function: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; whoever started us ends us
    with contextlib.suppress(EOFError, OSError):
        django.setup()
        apply = import_string(function)
        pipe.send(None)
        while True:
            pipe.send(apply(pipe.recv()))
