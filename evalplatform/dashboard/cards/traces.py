"""Traces by the hour or day, and how many of them failed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from evalplatform.backoffice.charts import Bar, bars
from evalplatform.backoffice.periods import Period
from evalplatform.backoffice.sections import Section, facts, link
from evalplatform.projects.models import Project
from evalplatform.tracing.hourly import Counted, counts

SECONDS = 0.25  # of counting on one page; the next page goes on where this one stopped


def card(project: Project, period: Period) -> Sequence[Section]:
    now = datetime.now(UTC)
    found = counts(project.id, period.all_hours(now), seconds=SECONDS)
    groups = [(_label(hours[0], period), _sum(found, hours)) for hours in period.bars(now)]
    known = [one for _, one in groups if one]
    traces, errors = sum(one.traces for one in known), sum(one.errors for one in known)
    drawn = bars(f"Traces in {period.label}", [Bar(label, one and one.traces, one.errors if one else 0) for label, one in groups])
    rows = [(label, f"{one.traces:,}", f"{one.errors:,}") if one else (label, "not counted yet", "") for label, one in reversed(groups)]
    rate = f"{errors / traces:.1%}" if traces else "none"
    says = "" if len(known) == len(groups) else "Not all is counted yet: look again in a moment."
    first = Section("Traces", says, facts(("came", f"{traces:,}"), ("failed", f"{errors:,}"), ("error rate", rate)), drawing=drawn)
    more = link("tracing_trace_changelist", "All traces", query=f"?project={project.slug}")
    return [first, Section("Traces by time", head=("from (UTC)", "traces", "failed"), rows=rows, more=more)]


def _label(at: datetime, period: Period) -> str:
    return at.strftime("%m-%d" if period.step >= 24 else "%m-%d %H:00")


def _sum(found: Mapping[datetime, Counted], hours: Sequence[datetime]) -> Counted | None:
    """None where an hour is not counted yet."""
    ones = [found.get(hour) for hour in hours]
    if any(one is None for one in ones):
        return None
    return Counted(sum(one.traces for one in ones if one), sum(one.errors for one in ones if one))
