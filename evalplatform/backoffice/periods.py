"""The times over which pages look back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from evalplatform.hours import HOUR, hour_of


@dataclass(frozen=True)
class Period:
    """`step` hours make one bar."""

    name: str
    label: str
    hours: int
    step: int

    def all_hours(self, now: datetime) -> list[datetime]:
        """Their beginnings; the last is the running one."""
        last = hour_of(now)
        return [last - HOUR * back for back in reversed(range(self.hours))]

    def bars(self, now: datetime) -> list[list[datetime]]:
        hours = self.all_hours(now)
        return [hours[at : at + self.step] for at in range(0, len(hours), self.step)]

    def since(self, now: datetime) -> datetime:
        return hour_of(now) - timedelta(hours=self.hours - 1)


PERIODS = (Period("24h", "24 hours", 24, 1), Period("7d", "7 days", 168, 6), Period("30d", "30 days", 720, 24))


def period_named(name: str) -> Period:
    """The first for a name that is none."""
    return next((one for one in PERIODS if one.name == name), PERIODS[0])
