from typing import Any

import pytest

from evalplatform.errors import Conflict, InvalidInput, NotFound
from evalplatform.evaluations import datasets
from evalplatform.evaluations.models import Dataset, DatasetVersion, Evaluation, Example, Result, Suite
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.datasets.conftest import Put

pytestmark = pytest.mark.django_db


def test_names_are_taken_once_in_a_project(empty: Dataset, stranger_project: Project) -> None:
    with pytest.raises(Conflict) as refused:
        datasets.create_dataset(empty.project_id, {"name": "sums"})
    assert refused.value.code == "name_taken"
    assert datasets.create_dataset(stranger_project.id, {"name": "sums"}).latest == 0


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/name", "required"),
        ({"name": ""}, "/name", "required"),
        ({"name": "a\0"}, "/name", "nul"),
        ({"name": "\ud800"}, "/name", "not_json"),
        ({"name": "x" * 201}, "/name", "wrong_type"),
        ({"name": "a", "descripton": ""}, "/descripton", "unknown_field"),
    ],
    ids=["none", "empty", "nul", "surrogate", "long", "unknown"],
)
def test_names_that_are_none(project: Project, body: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        datasets.create_dataset(project.id, body)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [(pointer, code)]


def test_renaming_leaves_what_is_not_said(empty: Dataset) -> None:
    datasets.rename_dataset(empty, {"description": "of two numbers"})
    renamed = datasets.rename_dataset(empty, {"name": "additions"})
    assert (renamed.name, renamed.description) == ("additions", "of two numbers")
    assert datasets.rename_dataset(empty, {"description": ""}).description == ""
    datasets.create_dataset(empty.project_id, {"name": "sums"})
    with pytest.raises(Conflict):
        datasets.rename_dataset(empty, {"name": "sums"})
    with pytest.raises(InvalidInput):
        datasets.rename_dataset(empty, {"name": None})


def test_a_suite_keeps_its_dataset(empty: Dataset) -> None:
    suite = Suite.objects.create(project=empty.project, name="nightly", dataset=empty, scorers=[], target={})
    with pytest.raises(Conflict) as refused:
        datasets.delete_dataset(empty)
    assert (refused.value.code, "nightly" in refused.value.message) == ("dataset_in_use", True)
    suite.delete()
    datasets.delete_dataset(empty)
    assert not Dataset.objects.exists()
    with pytest.raises(NotFound):
        datasets.delete_dataset(empty)


def test_results_outlive_their_dataset(empty: Dataset, put: Put) -> None:
    put(("a", 1))
    project = empty.project
    evaluation = Evaluation.objects.create(
        project=project, dataset=empty, dataset_version=1, request={}, scorers=[], source_kind="outputs", source={}
    )
    example = Example.objects.get()
    result = Result.objects.create(project=project, evaluation=evaluation, example=example, pair_key="a", input=example.input)
    datasets.delete_dataset(empty)
    result.refresh_from_db()
    evaluation.refresh_from_db()
    assert (result.example_id, result.input, evaluation.dataset_id, evaluation.dataset_version) == (None, "1", None, 1)
    assert (Example.objects.count(), DatasetVersion.objects.count()) == (0, 0)
