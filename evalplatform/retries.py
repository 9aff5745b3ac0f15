"""When a webhook is sent again: the times of Standard Webhooks 1.0, spread a little, and what the receiver asks for. Pure."""

import random
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

# seconds from a failed attempt to the next one; the first is made at once, and after the tenth there is none
WAITS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER = 0.1
LONGEST_WAIT = 86_400
_TELL_WHEN = (429, 503)  # answers whose Retry-After is heeded


def wait_seconds(attempts: int, *, asked: float = 0) -> float | None:
    """Seconds from the failure of that attempt (1 is the first) to the next one, at least `asked`; None when it was the last."""
    if attempts > len(WAITS):
        return None
    return max(WAITS[max(attempts, 1) - 1] * random.uniform(1, 1 + JITTER), asked)  # noqa: S311 (spreads load, hides nothing)


def asked_seconds(status: int, headers: Mapping[str, str], *, now: float | None = None) -> int:
    """What `Retry-After` asks for, as a number of seconds or as a date; 0 for what is neither, never more than LONGEST_WAIT.

    Names of headers in lower case.
    """
    asked = headers.get("retry-after", "").strip() if status in _TELL_WHEN else ""
    if asked.isascii() and asked.isdigit():
        return min(int(asked[:10]), LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(asked).timestamp() - (time.time() if now is None else now)
    except (ValueError, TypeError, OverflowError):
        return 0
    return min(max(0, round(seconds)), LONGEST_WAIT)
