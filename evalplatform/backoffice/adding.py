"""Pages on which something new is made: in which project, if there are several, and then what."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from evalplatform.backoffice.choosing import chosen, projects_for
from evalplatform.backoffice.pages import ProjectPages
from evalplatform.backoffice.steps import Step
from evalplatform.projects.rights import rights_of


class AddingPages(ProjectPages):
    """`adds` is the step that makes one; its address may name the project, else it is the one of the session, or a choice."""

    adds: ClassVar[Step]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights_of(request).may_anywhere(self.adds.scope)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        projects = projects_for(request, self.adds.scope)
        project = chosen(request, projects)
        if project is None:
            return self.shown(request, "backoffice/which_project", {"title": self.adds.label, "projects": projects})
        return self.stepped(request, self.adds, project, None)
