"""Work that holds Python's lock, in a process of its own where web and workers share one: there it would slow every page many times."""

import logging
import logging.config
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from evalplatform import process, queue

log = logging.getLogger(__name__)

Messages = list[tuple[str, str, list[str]]]

_making = threading.Lock()
_pools: dict[int, ProcessPoolExecutor] = {}  # one child for each thread that asks: when one dies, a pool of several kills them all
_wanted = False


def begin() -> None:
    """From now on `run` works in children; called by the server whose web and workers are one process."""
    global _wanted
    _wanted = True


def end() -> None:
    """Kill the children. What they did is found by its lease, as after any crash."""
    global _wanted
    with _making:
        pools, _wanted = list(_pools.values()), False
        _pools.clear()
    for pool in pools:
        for child in list((pool._processes or {}).values()):
            child.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def run(function: Callable[..., None], *arguments: Any) -> None:
    """Call the function (of a module, so that a child finds it) here or in a child. A child that dies is logged and not raised: the
    lease of its work runs out, and the sweep sends it again. Raises OperationalError where the database was away.
    """
    if not _wanted:
        function(*arguments)
        return
    pool = _current()
    try:
        messages, away = pool.submit(_work, function, *arguments).result()
    except BrokenProcessPool:
        log.error("A process that did the work of an export ended; the work is tried again")
        _forget(pool)
        return
    queue.send(messages)
    if away:
        raise OperationalError(away)


def _work(function: Callable[..., None], *arguments: Any) -> tuple[Messages, str]:
    """In a child: what is to be put on the queue afterwards, and how the database was away. Our own exceptions do not come back from
    where they were raised: to the parent a child that gives one looks broken.
    """
    away = ""
    try:
        function(*arguments)
    except (OperationalError, InterfaceError) as error:
        away = str(error) or "the database is away"
    except Exception:
        log.exception("The work of an export crashed")
    return queue.kept(), away


def _current() -> ProcessPoolExecutor:
    with _making:
        mine = threading.get_ident()
        if mine not in _pools:
            # spawn: a fork of a process with threads may inherit a lock that nobody will ever open
            context = multiprocessing.get_context("spawn")
            _pools[mine] = ProcessPoolExecutor(1, mp_context=context, initializer=_prepare, initargs=(settings.LOGGING,))
        return _pools[mine]


def _forget(broken: ProcessPoolExecutor) -> None:
    with _making:
        for thread in [one for one, pool in _pools.items() if pool is broken]:
            del _pools[thread]


def _prepare(log_settings: dict[str, Any]) -> None:
    """In a new child: die with the parent, whatever kills it, let its pages go first, and be ready for Django."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, and the parent says when to end
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    process.step_back()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalplatform.settings")
    django.setup()
    logging.config.dictConfig(_without_rotation(log_settings))
    queue.keep()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _without_rotation(log_settings: dict[str, Any]) -> dict[str, Any]:
    """Two processes that rotate one file would lose lines of it."""
    handlers = {
        name: {**handler, "maxBytes": 0} if "maxBytes" in handler else handler for name, handler in log_settings["handlers"].items()
    }
    return {**log_settings, "handlers": handlers}
