from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from exports import cron


def moments(expression: str, time_zone: str, after: str, count: int) -> list[str]:
    """On the clock of the zone, with its offset to UTC in hours."""
    found = cron.upcoming(expression, time_zone, datetime.fromisoformat(after), count=count)
    assert [one.tzinfo for one in found] == [UTC] * len(found)
    return [f"{one.astimezone(ZoneInfo(time_zone)):%d %H:%M%z}".removesuffix("00") for one in found]


@pytest.mark.parametrize(
    ("expression", "time_zone", "after", "expected"),
    [
        ("0 9 * * 1-5", "UTC", "2026-01-02T09:00:00Z", ["05 09:00+00", "06 09:00+00"]),
        ("*/20 * * * *", "Asia/Kathmandu", "2026-01-02T00:00:00Z", ["02 06:00+0545", "02 06:20+0545", "02 06:40+0545"]),
        ("0 0 1 */3 *", "America/Argentina/Buenos_Aires", "2026-01-01T00:00:00Z", ["01 00:00-03", "01 00:00-03"]),
        # a fixed time that the clocks skip comes when they have moved on, and two of them come once
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", ["29 03:00+02", "30 02:30+02"]),
        ("0,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", ["29 03:00+02", "30 02:00+02", "30 02:30+02"]),
        ("30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", ["08 03:00-04", "09 02:30-04"]),
        ("0 0 * * *", "Africa/Cairo", "2026-04-22T12:00:00Z", ["23 00:00+02", "24 01:00+03", "25 00:00+03"]),
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T20:00:00Z", ["04 02:30+11", "05 02:15+11"]),
        # one that they repeat comes at the first of the two
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", ["25 02:30+02", "26 02:30+01"]),
        ("30 1 * * *", "America/New_York", "2026-11-01T00:00:00Z", ["01 01:30-04", "02 01:30-05"]),
        ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", ["05 01:45+11", "06 01:45+1030"]),
        # what repeats goes on in real time through both
        ("0 * * * *", "Europe/Berlin", "2026-03-28T23:30:00Z", ["29 01:00+01", "29 03:00+02", "29 04:00+02"]),
        ("0 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z", ["25 02:00+02", "25 02:00+01", "25 03:00+01"]),
        (
            "*/30 2 * * *",
            "Europe/Berlin",
            "2026-10-24T23:30:00Z",
            ["25 02:00+02", "25 02:30+02", "25 02:00+01", "25 02:30+01", "26 02:00+01"],
        ),
    ],
)
def test_moments(expression: str, time_zone: str, after: str, expected: list[str]) -> None:
    assert moments(expression, time_zone, after, len(expected)) == expected


@pytest.mark.parametrize("after", ["2026-10-25T00:30:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:15:00Z", "2026-10-25T01:45:00Z"])
def test_from_within_the_repeated_hour_nothing_comes_twice(after: str) -> None:
    assert moments("30 2 * * *", "Europe/Berlin", after, 1) == ["26 02:30+01"]


def test_a_day_of_moments_one_by_one_is_the_day_at_once() -> None:
    """The scheduler asks for one at a time, from the last one on."""
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    at_once = cron.upcoming("*/10 * * * *", "Europe/Berlin", start, count=150)
    one_by_one = [start]
    while len(one_by_one) <= 150:
        one_by_one += cron.upcoming("*/10 * * * *", "Europe/Berlin", one_by_one[-1])
    assert one_by_one[1:] == at_once
    assert {(later - earlier).seconds for earlier, later in zip(at_once, at_once[1:], strict=False)} == {600}


@pytest.mark.parametrize(
    "expression",
    ["", "* * * *", "0 * * * * *", "61 * * * *", "@daily", "x * * * *", "0 0 31 4 *", "* * */20 * 1L", "1," * 150 + "1 * * * *"],
)
def test_expressions_that_do_not_work(expression: str) -> None:
    with pytest.raises(cron.BadCron, match="^cron "):
        cron.check_cron(expression)


def test_blanks_are_made_single() -> None:
    assert cron.check_cron(" 0  9 * * MON-FRI\t") == "0 9 * * MON-FRI"


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Nowhere", "../etc/passwd", "/etc/localtime", "europe/berlin"])
def test_time_zones_that_are_none(name: str) -> None:
    with pytest.raises(cron.BadTimeZone):
        cron.check_time_zone(name)
