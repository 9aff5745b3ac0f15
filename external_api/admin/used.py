"""What was used with a key, or with all keys of a tier: calls by time as bars, and by endpoint."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Max, QuerySet, Sum

from evalplatform.backoffice.charts import Bar, bars
from evalplatform.backoffice.periods import PERIODS, Period, period_named
from evalplatform.backoffice.sections import Section, facts
from external_api.models import ApiKey, Tier, UsageHour

MOST = 20  # endpoints and keys of one page
_SUMS = {"calls": Sum("requests"), "failed": Sum(F("client_errors") + F("server_errors"))}


def of_key(key: ApiKey, asked: Mapping[str, str]) -> dict[str, Any]:
    return _shown(UsageHour.objects.filter(project=key.project_id, caller=key.prefix), asked, by="endpoint")


def of_tier(tier: Tier, asked: Mapping[str, str]) -> dict[str, Any]:
    """Of the keys that are of this tier now, whatever they were when they called."""
    keys = list(ApiKey.objects.filter(tier=tier).values_list("project", "prefix"))  # a join is guessed to be tiny, and looped over
    mine = UsageHour.objects.filter(project__in={project for project, _ in keys}, caller__in=[prefix for _, prefix in keys])
    return _shown(mine, asked, by="caller")


def _shown(mine: QuerySet[UsageHour], asked: Mapping[str, str], *, by: str) -> dict[str, Any]:
    """What admin/external_api/used.html wants; `asked` may name a period."""
    period, now = period_named(asked.get("period", "")), datetime.now(UTC)
    hours = mine.filter(hour__gte=period.since(now)).order_by()
    return {"period": period, "periods": PERIODS, "sections": [_by_time(hours, period, now), _by(hours, by)]}


def _by_time(hours: QuerySet[UsageHour], period: Period, now: datetime) -> Section:
    found: dict[datetime, Any] = {one["hour"]: one for one in hours.values("hour").annotate(**_SUMS)}
    drawn = []
    for some in period.bars(now):
        ones = [found[hour] for hour in some if hour in found]
        drawn.append(Bar(f"{some[0]:%m-%d %H:00}", sum(one["calls"] for one in ones), sum(one["failed"] for one in ones)))
    calls, failed = sum(bar.value or 0 for bar in drawn), sum(bar.part for bar in drawn)
    told = facts(("calls", f"{calls:,}"), ("refused or failed", f"{failed:,}"))
    return Section(f"Calls in {period.label}", facts=told, drawing=bars(f"Calls in {period.label}, times in UTC", drawn))


def _by(hours: QuerySet[UsageHour], column: str) -> Section:
    sums = hours.values(column).annotate(**_SUMS, rows=Sum("items"), out=Sum("bytes_out"), slowest=Max("slowest_seconds"))
    rows = [_row(one[column], one) for one in sums.order_by("-calls", column)[:MOST]]
    head = ("endpoint" if column == "endpoint" else "key", "calls", "refused or failed", "rows", "bytes sent", "slowest")
    title = "By endpoint" if column == "endpoint" else "By key"
    return Section(title, says=f"The {MOST} with the most calls." if len(rows) == MOST else "", head=head, rows=rows, empty="No calls.")


def _row(name: str, one: Mapping[str, Any]) -> Sequence[str]:
    return (name, *(f"{one[column]:,}" for column in ("calls", "failed", "rows", "out")), f"{one['slowest']:.2f} s")
