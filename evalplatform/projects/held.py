"""Pages of the back office that show what a project has, to those of its members alone whose role may see it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from evalplatform.projects.of_project import OfProject
from evalplatform.projects.rights import rights_of

COUNTED = 10_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to COUNTED and no further, so that a page of a large table does not read the whole of it."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by().values("pk")[:COUNTED].count())  # type: ignore[attr-defined]


class HeldByProject(ModelAdmin):  # type: ignore[misc]
    """Subclasses name the scope that `reads` their rows, and the one that `changes` them where that can be. Not Django's rights."""

    reads: ClassVar[str]
    changes: ClassVar[str] = ""
    linked: ClassVar[Sequence[str]] = ()  # more parameters that narrow the list, for links to it
    paginator = BoundedPaginator
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        projects = rights_of(request).projects(self.reads)
        return found if projects is None else found.filter(project_id__in=projects)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [OfProject, *self.list_filter]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the page offers: Django would let a sealed column be guessed letter by letter."""
        offered = [*(one for one in self.list_filter if isinstance(one, str)), *self.linked]
        chosen = [one.parameter_name for one in (OfProject, *self.list_filter) if not isinstance(one, str)]
        return lookup in chosen or any(lookup == one or lookup in (f"{one}__exact", f"{one}__id__exact") for one in offered)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rights_of(request).may_anywhere(self.reads)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.reads, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.changes) and self._may(request, self.changes, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _may(self, request: HttpRequest, scope: str, obj: Any) -> bool:
        rights = rights_of(request)
        return rights.may(scope, obj.project_id) if obj else rights.may_anywhere(scope)
