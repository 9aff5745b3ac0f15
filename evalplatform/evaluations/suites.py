"""Suites by their names, and what a suite gives to a request."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from evalplatform.errors import NotFound
from evalplatform.evaluations.models import Suite


def find(project_id: UUID, id_or_name: str) -> Suite:
    """The suite of this project; a name goes before an id. Raises NotFound."""
    found = Suite.objects.select_related("dataset").filter(project_id=project_id)
    named = found.filter(name=id_or_name).first()
    with suppress(ValueError):
        named = named or found.filter(id=UUID(id_or_name)).first()
    if named is None:
        raise NotFound("There is no such suite in this project.")
    return named


def apply(suite: Suite, asked: dict[str, Any]) -> dict[str, Any]:
    """The request with what the suite says where it says nothing itself."""
    given: dict[str, Any] = {"scorers": suite.scorers, "source": suite.target}
    if suite.dataset:
        given |= {"dataset": str(suite.dataset.id), "dataset_version": suite.dataset_version, "repeats": suite.repeats}
    if suite.pair_by:
        given["pair_by"] = suite.pair_by
    return given | {key: value for key, value in asked.items() if value is not None}
