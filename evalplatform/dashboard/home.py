"""The first page of the back office: what matters now in one project."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from evalplatform.backoffice.periods import PERIODS, Period, period_named
from evalplatform.backoffice.sections import Section
from evalplatform.dashboard.cards import evaluations, exports, storage, traces, usage, webhooks
from evalplatform.projects.choice import SESSION_KEY
from evalplatform.projects.models import Project
from evalplatform.projects.rights import Rights, rights_of

MOST_PROJECTS = 100  # in the list to choose from
Card = Callable[[Project, Period], Sequence[Section]]
CARDS: tuple[tuple[str, Card], ...] = (
    ("traces:read", traces.card),
    ("exports:read", exports.card),
    ("evaluations:read", evaluations.card),
    ("webhooks:read", webhooks.card),
    ("usage:read", usage.card),
    ("exports:read", storage.card),
)


@dataclass(frozen=True)
class Home:
    project: Project
    projects: Sequence[str]
    period: Period
    periods: Sequence[Period]
    sections: Sequence[Section]


def context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What `admin/index.html` shows beside the list of pages; None for who is in no project."""
    rights = rights_of(request)
    projects = list(_visible(rights)[:MOST_PROJECTS])
    return {**context, "home": _home(request, rights, projects) if projects else None}


def _home(request: HttpRequest, rights: Rights, projects: list[Project]) -> Home:
    period = period_named(request.GET.get("period", ""))
    project = _chosen(request, rights, projects)
    sections = [one for scope, card in CARDS if rights.may(scope, project.id) for one in card(project, period)]
    return Home(project, [one.slug for one in projects], period, PERIODS, sections)


def _chosen(request: HttpRequest, rights: Rights, projects: list[Project]) -> Project:
    """The one that is asked for, the one in which the person works, or the first."""
    asked = _visible(rights).filter(slug=request.GET["project"]).first() if request.GET.get("project") else None
    worked = next((one for one in projects if str(one.id) == request.session.get(SESSION_KEY)), None)
    return asked or worked or projects[0]


def _visible(rights: Rights) -> Any:
    allowed = rights.projects("traces:read")
    found = Project.objects.order_by("slug")
    return found if allowed is None else found.filter(id__in=allowed)
