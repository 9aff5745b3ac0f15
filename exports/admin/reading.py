"""What the pages of the back office have in common: they show rows, and change them only by actions that the API has too."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from evalplatform.errors import DomainError
from evalplatform.projects.held import HeldByProject

M = TypeVar("M", bound=Model)


class ReadOnly(HeldByProject):
    """Nothing is added or deleted here; its subclasses list all fields as `readonly_fields`."""

    list_select_related = ["project"]
    ordering = ["-id"]
    sortable_by: Any = ()  # by another column the whole of a large table would be sorted


def one_by_one(page: ReadOnly, request: HttpRequest, chosen: QuerySet[M], change: Callable[[M], Any]) -> None:
    """Make the change to each of the chosen; of one that refuses it, its reason is shown."""
    for one in chosen:
        if not page.has_change_permission(request, one):
            page.message_user(request, f"{one}: your role in its project does not allow this.", level="warning")
            continue
        try:
            change(one)
        except DomainError as error:
            page.message_user(request, f"{one}: {error.message}", level="warning")
