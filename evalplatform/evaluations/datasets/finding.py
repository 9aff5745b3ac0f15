"""Datasets by id or name, their published versions, and the examples of a version or of the draft."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evalplatform.errors import Conflict, NotFound
from evalplatform.evaluations.models import Dataset, DatasetVersion, Example

NOT_THERE = "There is no such dataset in this project."


def find(project_id: UUID, id_or_name: str) -> Dataset:
    """The dataset of this project; a name goes before an id. Raises NotFound."""
    found = Dataset.objects.filter(project_id=project_id)
    named = None if "\0" in id_or_name else found.filter(name=id_or_name).first()
    with suppress(ValueError):
        named = named or found.filter(id=UUID(id_or_name)).first()
    if named is None:
        raise NotFound(NOT_THERE)
    return named


def listed(project_id: UUID) -> QuerySet[Dataset]:
    """The project's datasets, each with `latest_examples`: how many the latest version has."""
    version = DatasetVersion.objects.filter(dataset=OuterRef("id"), number=OuterRef("latest"))
    count = Coalesce(Subquery(version.values("examples")), 0)
    return Dataset.objects.filter(project_id=project_id).annotate(latest_examples=count).order_by("id")


def find_by_id(project_id: UUID, dataset_id: UUID) -> Dataset:
    """Raises NotFound."""
    found = Dataset.objects.filter(project_id=project_id, id=dataset_id).first()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def version_of(dataset: Dataset, number: int | None) -> DatasetVersion:
    """That version, or the latest when None. Raises NotFound, and Conflict where none is published yet."""
    if number is None and not dataset.latest:
        raise Conflict("nothing_published", "The dataset has no published version yet. Publish one.")
    found = DatasetVersion.objects.filter(dataset=dataset, number=dataset.latest if number is None else number).first()
    if found is None:
        raise NotFound(f"The dataset has no version {number}; its latest is {dataset.latest}.")
    return found


def examples_of(dataset: Dataset, version: int) -> QuerySet[Example]:
    """The examples of a published version, by id."""
    kept = Q(removed_in__isnull=True) | Q(removed_in__gt=version)
    return Example.objects.filter(kept, dataset=dataset, added_in__lte=version).order_by("id")


def version_at(dataset: Dataset, moment: datetime) -> DatasetVersion | None:
    """The latest one that was published up to a moment."""
    return DatasetVersion.objects.filter(dataset=dataset, created_at__lte=moment).order_by("-number").first()


def draft_of(dataset: Dataset) -> QuerySet[Example]:
    """The examples that the next version would have, by id."""
    return Example.objects.filter(dataset=dataset, removed_in__isnull=True).order_by("id")
