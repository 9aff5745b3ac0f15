"""Attempts that are under way in threads, and what came of them. Threads only wait for answers; none touches the database."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue

from integrations.webhooks.claiming import Claimed
from integrations.webhooks.outcome import Outcome


class Flights:
    """Any thread may begin some, and any may take those that have landed: each is given out once."""

    def __init__(self, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="send")
        self._landed: SimpleQueue[tuple[Claimed, Outcome]] = SimpleQueue()

    def begin(self, claimed: Claimed, call: Callable[[], Outcome]) -> None:
        """`call` never raises."""

        def land(future: Future[Outcome]) -> None:
            if not future.cancelled():
                self._landed.put((claimed, future.result()))

        self._pool.submit(call).add_done_callback(land)

    def landed(self, *, within: float) -> list[tuple[Claimed, Outcome]]:
        """All that have landed; waits so many seconds for the first."""
        found = []
        try:
            found.append(self._landed.get(timeout=within))
            while True:
                found.append(self._landed.get_nowait())
        except Empty:
            return found

    def close(self) -> None:
        """Those under way are left alone: each ends at its own time-out, and nobody waits for it."""
        self._pool.shutdown(wait=False, cancel_futures=True)
