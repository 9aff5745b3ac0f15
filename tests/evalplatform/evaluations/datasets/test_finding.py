import uuid

import pytest

from evalplatform.errors import Conflict, NotFound
from evalplatform.evaluations import datasets
from evalplatform.evaluations.models import Dataset
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.datasets.conftest import Put

pytestmark = pytest.mark.django_db


def test_by_name_and_by_id(empty: Dataset) -> None:
    assert datasets.find(empty.project_id, "sums") == datasets.find(empty.project_id, str(empty.id)) == empty
    named = datasets.create_dataset(empty.project_id, {"name": str(empty.id)})
    assert datasets.find(empty.project_id, str(empty.id)) == named
    assert datasets.find_by_id(empty.project_id, empty.id) == empty


@pytest.mark.parametrize("name", ["", "Sums", "sums\0", "0199f3a4-0000-7000-8000-000000000001"])
def test_what_is_not_there(empty: Dataset, name: str) -> None:
    with pytest.raises(NotFound):
        datasets.find(empty.project_id, name)


def test_a_stranger_finds_nothing(empty: Dataset, stranger_project: Project) -> None:
    for name in ("sums", str(empty.id)):
        with pytest.raises(NotFound):
            datasets.find(stranger_project.id, name)
    with pytest.raises(NotFound):
        datasets.find_by_id(stranger_project.id, uuid.UUID(str(empty.id)))


def test_versions_by_number(empty: Dataset, put: Put) -> None:
    with pytest.raises(Conflict) as refused:
        datasets.version_of(empty, None)
    assert refused.value.code == "nothing_published"
    put(("a", 1))
    put(("b", 1))
    empty.refresh_from_db()
    assert [datasets.version_of(empty, number).number for number in (None, 1, 2)] == [2, 1, 2]
    with pytest.raises(NotFound):
        datasets.version_of(empty, 3)
