"""Calls of the running hour by key, beside what its tier allows, and of the whole period."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db.models import Sum

from evalplatform.backoffice.periods import Period
from evalplatform.backoffice.sections import Section, link
from evalplatform.hours import hour_of
from evalplatform.projects.models import Project
from external_api.models import ApiKey, UsageHour

MOST = 10


def card(project: Project, period: Period) -> Sequence[Section]:
    now = datetime.now(UTC)
    hours = UsageHour.objects.filter(project=project, hour__gte=period.since(now)).order_by()
    totals = list(hours.values("caller").annotate(calls=Sum("requests"), errors=Sum("server_errors")).order_by("-calls")[:MOST])
    running = dict(hours.filter(hour=hour_of(now)).values_list("caller").annotate(calls=Sum("requests")))
    tiers = {key.prefix: key.tier for key in ApiKey.objects.filter(prefix__in=[one["caller"] for one in totals]).select_related("tier")}
    rows = [
        (
            one["caller"],
            tier.name if (tier := tiers.get(one["caller"])) else "person",
            f"{running.get(one['caller'], 0):,}" + (f" of {tier.requests:,}" if tier and tier.requests else ""),
            f"{one['calls']:,}",
            f"{one['errors']:,}",
        )
        for one in totals
    ]
    head = ("key", "tier", "this hour", f"in {period.label}", "server errors")
    more = link("external_api_apikey_changelist", "All keys", query=f"?project={project.slug}")
    return [Section("Calls of the API", head=head, rows=rows, empty="Nobody has called.", more=more)]
