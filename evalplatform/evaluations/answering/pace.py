"""How many questions are under way at a time: fewer when the endpoint is busy, more again when it answers; and when it is to be left alone.

Without it one minute in which a server refuses all would use up the tries of every example.
"""

import time


class Pace:
    """`room` is how many more questions may begin now."""

    def __init__(self, concurrency: int) -> None:
        self.most = concurrency
        self.limit = float(concurrency)
        self.paused_until = 0.0

    def room(self, in_flight: int, *, now: float | None = None) -> int:
        if self.pause_left(now=now) > 0:
            return 0
        return max(0, int(self.limit) - in_flight)

    def answered(self) -> None:
        self.limit = min(float(self.most), self.limit + 1 / self.limit)

    def busy(self, seconds: float | None, *, now: float | None = None) -> None:
        """The endpoint asks for patience: half as many at a time, and none for the seconds that it names."""
        moment = time.monotonic() if now is None else now
        if moment >= self.paused_until:  # those that were under way together say the same only once
            self.limit = max(1.0, self.limit / 2)
        self.paused_until = max(self.paused_until, moment + (seconds or 0.0))

    def pause_left(self, *, now: float | None = None) -> float:
        return max(0.0, self.paused_until - (time.monotonic() if now is None else now))
