"""Datasets as such: made, renamed, deleted."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Func
from django.db.models.functions import Now

from evalplatform.errors import Conflict, NotFound
from evalplatform.evaluations.datasets.finding import NOT_THERE
from evalplatform.evaluations.models import Dataset, DatasetVersion, Evaluation, Example, Result
from evalplatform.evaluations.reading import Reader
from evalplatform.tracing import freshness

MAX_NAME, MAX_DESCRIPTION = 200, 10_000


def create_dataset(project_id: UUID, body: dict[str, Any]) -> Dataset:
    """An empty one. Raises InvalidInput, and Conflict when the name is taken."""
    reader = Reader(body)
    name = reader.text("name", most=MAX_NAME, required=True)
    description = reader.text("description", most=MAX_DESCRIPTION)
    reader.refuse_unknown()
    reader.raise_if_any()
    try:
        with transaction.atomic():
            made = Dataset.objects.create(project_id=project_id, name=name, description=description)
    except IntegrityError as error:
        raise _taken(error, name) from None
    made.refresh_from_db()  # the database's own clock set the time
    return made


def rename_dataset(dataset: Dataset, body: dict[str, Any]) -> Dataset:
    """With another name, description or both; what `body` does not say stays. Raises InvalidInput, and Conflict when the name is taken."""
    reader = Reader(body)
    changes: dict[str, Any] = {}
    if "name" in body:
        changes["name"] = reader.text("name", most=MAX_NAME, required=True)
    if "description" in body:
        changes["description"] = reader.text("description", most=MAX_DESCRIPTION)
    for key in ("name", "description"):
        reader.get(key)  # is known
    reader.refuse_unknown()
    reader.raise_if_any()
    try:
        with transaction.atomic():
            changed = Dataset.objects.filter(id=dataset.id).update(**changes, updated_at=Now()) if changes else 1
    except IntegrityError as error:
        raise _taken(error, changes["name"]) from None
    if not changed:
        raise NotFound(NOT_THERE)
    if "name" in changes:
        freshness.bump(dataset.project_id)
    dataset.refresh_from_db()
    return dataset


@transaction.atomic
def delete_dataset(dataset: Dataset) -> None:
    """With all versions and examples. Evaluations of it stay, with the inputs and references that their results have of their own.

    Raises Conflict while a suite names it. In plain statements, since Django would first fetch every example.
    """
    if not Dataset.objects.select_for_update().filter(id=dataset.id).exists():
        raise NotFound(NOT_THERE)
    if suites := list(dataset.suites.order_by("name").values_list("name", flat=True)[:5]):
        raise Conflict("dataset_in_use", f"Suites name this dataset: {', '.join(suites)}. Change or delete them first.")
    changed = Func(function="pg_current_xact_id")
    Result.objects.filter(example__dataset=dataset).update(example=None, changed_xid=changed)
    Evaluation.objects.filter(dataset=dataset).update(dataset=None, changed_xid=changed)
    for model in (Example, DatasetVersion):
        rows = model._default_manager.filter(dataset=dataset)
        rows._raw_delete(rows.db)
    rows_of_itself = Dataset.objects.filter(id=dataset.id)
    rows_of_itself._raw_delete(rows_of_itself.db)
    freshness.bump(dataset.project_id)


def _taken(error: IntegrityError, name: str) -> Exception:
    if "dataset_name_once" not in str(error):
        return error
    return Conflict("name_taken", f"The project has a dataset {name!r} already. Choose another name.")
