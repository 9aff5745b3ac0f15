"""When a call is made again, and after how long; tests/vectors/retries.json has the rule."""

import random
import time
from email.utils import parsedate_to_datetime

BASE_SECONDS, CAP_SECONDS, LONGEST_SECONDS = 0.5, 30.0, 86_400.0
TEMPORARY = frozenset({500, 502, 503, 504})


def may_repeat(method: str, *, has_key: bool, status: int | None = None, code: str | None = None, broke: str | None = None) -> bool:
    """Whether the same call again does no harm and may help; `broke` is connecting, sending or answering."""
    if broke == "connecting" or status == 429 or (has_key and code == "idempotency_key_in_use"):
        return True  # nothing was done
    return (status is None or status in TEMPORARY) and (method in ("GET", "HEAD", "PUT") or (method == "POST" and has_key))


def most_seconds(retry: int) -> float:
    """The longest wait before retry 1, 2, …"""
    return min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(retry - 1, 10))


def wait_seconds(retry: int, *, asked: float = 0.0) -> float:
    return max(asked, random.uniform(0, most_seconds(retry)))  # noqa: S311 (spreads load)


def retry_after_seconds(header: str | None, *, now: float | None = None) -> float:
    """Seconds that `Retry-After` asks for, a number or a date; 0 for what is neither."""
    asked = (header or "").strip()
    if asked.isascii() and asked.isdigit():
        return min(LONGEST_SECONDS, float(asked[:10]))
    try:
        seconds = parsedate_to_datetime(asked).timestamp() - (time.time() if now is None else now)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(LONGEST_SECONDS, max(0.0, seconds))
