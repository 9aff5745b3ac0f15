"""Pages on which something new is made: in which project, if there are several, and then what."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from evalplatform.evaluations.admin.pages import ProjectPages
from evalplatform.evaluations.admin.steps import Step
from evalplatform.projects.choice import SESSION_KEY
from evalplatform.projects.models import Project
from evalplatform.projects.rights import rights_of


class AddingPages(ProjectPages):
    """`adds` is the step that makes one; its address may name the project, else it is the one of the session, or a choice."""

    adds: ClassVar[Step]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights_of(request).may_anywhere(self.adds.scope)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        projects = self._projects(request)
        named = request.GET.get("project", "")
        project = next((one for one in projects if one.slug == named), None) or self._usual(request, projects)
        if project is None or (named and project.slug != named):
            return self.shown(request, "which_project", {"title": self.adds.label, "projects": projects})
        return self.stepped(request, self.adds, project, None)

    def _projects(self, request: HttpRequest) -> list[Project]:
        allowed = rights_of(request).projects(self.adds.scope)
        return list(Project.objects.all() if allowed is None else Project.objects.filter(id__in=allowed))

    def _usual(self, request: HttpRequest, projects: list[Project]) -> Project | None:
        chosen = request.session.get(SESSION_KEY)
        return projects[0] if len(projects) == 1 else next((one for one in projects if str(one.id) == chosen), None)
