"""Whole hours in UTC, by which things are counted."""

from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)


def hour_of(at: datetime) -> datetime:
    """The hour's beginning."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
