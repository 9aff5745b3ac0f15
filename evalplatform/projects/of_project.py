"""The filter of lists by project: it offers those alone that the person may see there."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from evalplatform.projects.models import Project
from evalplatform.projects.rights import rights_of

MOST = 100


class OfProject(SimpleListFilter):
    title = "project"
    parameter_name = "project"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """None where there is but one."""
        allowed = rights_of(request).projects(model_admin.reads)
        found = Project.objects.all() if allowed is None else Project.objects.filter(id__in=allowed)
        slugs = list(found.values_list("slug", flat=True)[:MOST])
        return [(one, one) for one in slugs] if len(slugs) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The list has only what the person may see to begin with."""
        return queryset.filter(project__slug=self.value()) if self.value() else queryset
