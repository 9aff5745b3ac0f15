"""Suites as such: made, changed, deleted."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Func
from django.db.models.functions import Now

from evalplatform.errors import Conflict, InvalidInput, NotFound, Problem
from evalplatform.evaluations import datasets
from evalplatform.evaluations.models import Dataset, Evaluation, Suite
from evalplatform.evaluations.models.evaluation import OPEN
from evalplatform.evaluations.suites import wanted
from evalplatform.evaluations.suites.finding import NOT_THERE
from evalplatform.evaluations.suites.holding import held
from evalplatform.evaluations.suites.wanted import Wanted
from evalplatform.tracing import freshness

_THIS_TRANSACTION = Func(function="pg_current_xact_id")


def create_suite(project_id: UUID, body: Any) -> Suite:
    """Raises InvalidInput, and Conflict when the name is taken."""
    return _kept(Suite(project_id=project_id), wanted.parse(body))


def change_suite(suite: Suite, body: Any) -> Suite:
    """What `body` does not name stays, its keys too. Evaluations that were requested before keep what was said then.

    Raises InvalidInput, NotFound, and Conflict when the name is taken.
    """
    with transaction.atomic():
        before = Suite.objects.select_for_update(of=("self",), no_key=True).select_related("dataset").filter(id=suite.id).first()
        if before is None:
            raise NotFound(NOT_THERE)
        name = before.name
        changed = _kept(before, wanted.parse(body, before=before), by_id="dataset" not in body)
        if changed.name != name:
            freshness.bump(changed.project_id)
    return changed


@transaction.atomic
def delete_suite(suite: Suite) -> None:
    """With its waivers. Its evaluations stay, with all that they were asked.

    Raises NotFound, and Conflict while one of them runs, whose gate looks for baselines and waivers of the suite, or a connection names it,
    which without any suite would evaluate all of the project.
    """
    if not Suite.objects.select_for_update().filter(id=suite.id).exists():
        raise NotFound(NOT_THERE)
    evaluations = Evaluation.objects.filter(suite_id=suite.id)
    if evaluations.filter(state__in=OPEN).exists():
        raise Conflict("suite_in_use", "Evaluations of this suite have not ended. Wait for their ends, or cancel them.")
    if _is_named(suite):
        raise Conflict("suite_in_use", "Connections to repositories name this suite. Change or delete them first.")
    evaluations.update(suite=None, changed_xid=_THIS_TRANSACTION)
    suite.delete()
    freshness.bump(suite.project_id)


def _kept(suite: Suite, asked: Wanted, *, by_id: bool = False) -> Suite:
    """The suite as it is asked for, saved. `by_id`: its dataset stays, whatever others are named."""
    values = asdict(asked)
    if not by_id:
        values["dataset"] = _dataset(suite.project_id, asked)
    else:
        values.pop("dataset")
    for name, value in values.items():
        setattr(suite, name, value)
    _check_version(suite)
    try:
        with transaction.atomic():
            if suite.dataset and not held(Dataset, suite.dataset.id):
                raise _no_dataset()
            suite.updated_at = Now()  # the database's own clock
            suite.save()
    except IntegrityError as error:
        if "suite_name_once" not in str(error):
            raise
        raise Conflict("name_taken", f"The project has a suite {suite.name!r} already. Choose another name.") from None
    suite.refresh_from_db()
    return suite


def _dataset(project_id: UUID, asked: Wanted) -> Dataset | None:
    if not asked.dataset:
        return None
    try:
        return datasets.find(project_id, asked.dataset)
    except NotFound:
        raise _no_dataset() from None


def _no_dataset() -> InvalidInput:
    return InvalidInput(Problem("/dataset", "There is no such dataset in this project.", "unknown_dataset"))


def _check_version(suite: Suite) -> None:
    if suite.dataset is None or suite.dataset_version is None:
        return
    try:
        datasets.version_of(suite.dataset, suite.dataset_version)
    except NotFound as error:
        raise InvalidInput(Problem("/dataset_version", error.message, "unknown_version")) from None


def _is_named(suite: Suite) -> bool:
    """By what has lists of suites. Those who have them stand above this package, so only the database's relations tell of them."""
    for relation in Suite._meta.related_objects:
        if relation.many_to_many:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: suite})
            is_kept_when_deleted = any(field.name == "deleted_at" for field in relation.related_model._meta.fields)
            if (rows.filter(deleted_at__isnull=True) if is_kept_when_deleted else rows).exists():
                return True
    return False
