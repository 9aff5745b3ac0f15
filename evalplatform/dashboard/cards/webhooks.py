"""How webhooks fare, both ways: what fails, and what waits."""

from collections.abc import Sequence

from evalplatform.backoffice.periods import Period
from evalplatform.backoffice.sections import Section, facts, link, moment
from evalplatform.projects.models import Project
from integrations.health import Part, health_of


def card(project: Project, period: Period) -> Sequence[Section]:
    now = health_of(project.id)
    failing = [one for one in (*now.endpoints, *now.connections) if one.health == "failing"]
    rows = [(one.name, one.kind, one.code, _last(one), f"{one.backlog:,}") for one in failing]
    says = facts(
        *((f"{queue.name} that wait", f"{queue.backlog:,}" + (" (late)" if queue.health == "late" else "")) for queue in now.queues)
    )
    more = link("integrations_endpoint_changelist", "All endpoints", query=f"?project={project.slug}")
    head = ("name", "kind", "why", "last success", "waiting")
    return [Section("Webhooks", facts=says, head=head, rows=rows, empty="Nothing fails.", more=more)]


def _last(part: Part) -> str:
    return moment(part.last_success_at) or "never"
