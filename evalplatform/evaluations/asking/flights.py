"""Calls that are under way in threads, and what came of them."""

import concurrent.futures
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class Flights(Generic[Key, Found]):
    """At the end those that are under way are left alone: each ends at its own time-out, and nobody waits for it."""

    def __init__(self, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="ask")
        self._under_way: dict[Future[Found], Key] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def begin(self, key: Key, call: Callable[[], Found]) -> None:
        self._under_way[self._pool.submit(call)] = key

    def landed(self, *, within: float) -> Iterator[tuple[Key, Found]]:
        """Those that have ended; waits so many seconds for the first. Raises what a call raised."""
        done, _ = concurrent.futures.wait(self._under_way, timeout=within, return_when=concurrent.futures.FIRST_COMPLETED)
        for future in done:
            yield self._under_way.pop(future), future.result()

    def __enter__(self) -> "Flights[Key, Found]":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
