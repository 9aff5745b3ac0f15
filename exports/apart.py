"""Work that holds Python's lock, in a process of its own where web and workers share one: there it would slow every page many times."""

import logging
import logging.config
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.conf import settings

from evalplatform import queue

log = logging.getLogger(__name__)

CHILDREN = 2  # as many as the lane of long jobs has threads

_making = threading.Lock()
_pool: ProcessPoolExecutor | None = None
_wanted = False


def begin() -> None:
    """From now on `run` works in children; called by the server whose web and workers are one process."""
    global _wanted
    _wanted = True


def end() -> None:
    """Kill the children. What they did is found by its lease, as after any crash."""
    global _pool, _wanted
    with _making:
        pool, _pool, _wanted = _pool, None, False
    if pool:
        for child in list((pool._processes or {}).values()):
            child.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def run(function: Callable[..., None], *arguments: Any) -> None:
    """Call the function (of a module, so that a child finds it) here or in a child. A child that dies is logged and not raised: the
    lease of its work runs out, and the sweep sends it again.
    """
    if not _wanted:
        function(*arguments)
        return
    pool = _current()
    try:
        queue.send(pool.submit(_work, function, *arguments).result())
    except BrokenProcessPool:
        log.error("A process that compiled training files ended; its work is tried again")
        _forget(pool)


def _work(function: Callable[..., None], *arguments: Any) -> list[tuple[str, str, list[str]]]:
    """In a child: what is to be put on the queue afterwards."""
    function(*arguments)
    return queue.kept()


def _current() -> ProcessPoolExecutor:
    global _pool
    with _making:
        if _pool is None:
            # spawn: a fork of a process with threads may inherit a lock that nobody will ever open
            context = multiprocessing.get_context("spawn")
            _pool = ProcessPoolExecutor(CHILDREN, mp_context=context, initializer=_prepare, initargs=(settings.LOGGING,))
        return _pool


def _forget(broken: ProcessPoolExecutor) -> None:
    global _pool
    with _making:
        if _pool is broken:
            _pool = None


def _prepare(log_settings: dict[str, Any]) -> None:
    """In a new child: die with the parent, whatever kills it, and be ready for Django."""
    import django

    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
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
