"""In which project something new is made: the one that the address names, the only one, or the one of the session."""

from django.http import HttpRequest

from evalplatform.projects.choice import SESSION_KEY
from evalplatform.projects.models import Project
from evalplatform.projects.rights import rights_of


def projects_for(request: HttpRequest, scope: str) -> list[Project]:
    """Those in which the person may do it."""
    allowed = rights_of(request).projects(scope)
    return list(Project.objects.all() if allowed is None else Project.objects.filter(id__in=allowed))


def chosen(request: HttpRequest, projects: list[Project]) -> Project | None:
    """None where the person has to say which."""
    named = request.GET.get("project", "")
    if named:
        return next((one for one in projects if one.slug == named), None)
    kept = request.session.get(SESSION_KEY)
    return projects[0] if len(projects) == 1 else next((one for one in projects if str(one.id) == kept), None)
