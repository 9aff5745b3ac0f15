from email.utils import formatdate

import pytest

from evalplatform.retries import LONGEST_WAIT, WAITS, asked_seconds, wait_seconds


@pytest.mark.parametrize("attempts", range(1, 10))
def test_the_times_are_those_of_standard_webhooks_spread_a_little(attempts: int) -> None:
    waits = [wait_seconds(attempts) or 0 for _ in range(50)]
    assert all(WAITS[attempts - 1] <= wait <= WAITS[attempts - 1] * 1.1 for wait in waits)
    assert len(set(waits)) > 1


def test_the_schedule_is_the_published_one() -> None:
    assert WAITS == (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)


@pytest.mark.parametrize("attempts", [10, 11, 1000])
def test_after_the_tenth_attempt_there_is_none(attempts: int) -> None:
    assert wait_seconds(attempts, asked=60) is None


def test_what_the_receiver_asks_for_is_the_least() -> None:
    assert wait_seconds(1, asked=120) == 120
    assert 300 <= (wait_seconds(2, asked=120) or 0) <= 330


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [
        (429, "120", 120),
        (503, " 7 ", 7),
        (500, "120", 0),
        (429, "-5", 0),
        (429, "soon", 0),
        (429, "", 0),
        (429, "١٢", 0),
        (429, "9" * 4000, LONGEST_WAIT),
        (429, formatdate(1_000_090, usegmt=True), 90),
        (429, formatdate(999_000, usegmt=True), 0),
        (429, "Mon, 23 Nov 99999 06:00:00 GMT", 0),
    ],
    ids=["seconds", "blanks", "other status", "negative", "word", "empty", "digits", "huge", "date", "past", "no date"],
)
def test_retry_after(status: int, said: str, seconds: int) -> None:
    assert asked_seconds(status, {"retry-after": said}, now=1_000_000) == seconds


def test_without_the_header_nothing_is_asked() -> None:
    assert asked_seconds(429, {}) == 0
