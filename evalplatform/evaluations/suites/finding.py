"""Suites by id or name."""

from contextlib import suppress
from uuid import UUID

from django.db.models import QuerySet

from evalplatform.errors import NotFound
from evalplatform.evaluations.models import Suite
from evalplatform.exact_json import find_flaw_of_text

NOT_THERE = "There is no such suite in this project."


def find(project_id: UUID, id_or_name: str) -> Suite:
    """The suite of this project; a name goes before an id. Raises NotFound."""
    found = listed(project_id)
    named = None if find_flaw_of_text(id_or_name, "") else found.filter(name=id_or_name).first()
    with suppress(ValueError):
        named = named or found.filter(id=UUID(id_or_name)).first()
    if named is None:
        raise NotFound(NOT_THERE)
    return named


def find_by_id(project_id: UUID, suite_id: UUID) -> Suite:
    """Raises NotFound."""
    found = listed(project_id).filter(id=suite_id).first()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def listed(project_id: UUID) -> QuerySet[Suite]:
    return Suite.objects.select_related("dataset").filter(project_id=project_id).order_by("id")
