"""When a schedule runs: a cron expression of five fields in a time zone, to moments in UTC.

Read by cronsim, which does as Debian's cron at the two odd hours of a year. A fixed time that the clocks skip runs once when they have
moved on; one that they repeat runs once, at the first of the two. Where minute or hour begin with `*` the rule is about real time, and
goes on through both.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

MAX_LENGTH = 200
_ADVICE = "Five fields are needed: minute, hour, day of month, month, day of week; such as 30 2 * * 1-5."


class BadCron(ValueError):
    """The expression cannot be read, or there is no such moment within 50 years; the message says what to do."""


class BadTimeZone(ValueError):
    """There is no time zone of that name."""


def check_cron(expression: str) -> str:
    """The expression with single blanks. Raises BadCron."""
    fields = expression.split()
    if len(fields) != 5 or len(expression) > MAX_LENGTH:
        raise BadCron(f"cron is an expression of at most {MAX_LENGTH} characters. {_ADVICE}")
    checked = " ".join(fields)
    if not upcoming(checked, "UTC", datetime.now(UTC)):
        raise BadCron("cron names no moment within the next 50 years.")
    return checked


def check_time_zone(name: str) -> str:
    """The name, if it is one of the IANA data base. Raises BadTimeZone."""
    if name not in _time_zones():
        raise BadTimeZone("time_zone is a name of the IANA time zone data base, such as UTC or Europe/Berlin.")
    return name


def upcoming(expression: str, time_zone: str, after: datetime, *, count: int = 1) -> list[datetime]:
    """The next moments later than `after`, rising, in UTC; fewer where no more come within 50 years. Raises BadCron, BadTimeZone."""
    return list(islice(_moments(expression, ZoneInfo(check_time_zone(time_zone)), after.astimezone(UTC)), count))


def _moments(expression: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """cronsim walks the clock on the wall, so from within a repeated hour it begins with moments that have passed, and several times in a
    skipped hour become the one moment after it: only what is later than the last one counts.
    """
    try:
        moments = CronSim(expression, after.astimezone(zone))
    except CronSimError as error:
        raise BadCron(f"cron cannot be read: {error}. {_ADVICE}") from None
    for moment in moments:
        found = moment.astimezone(UTC)
        if found > after:
            yield found
            after = found


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
