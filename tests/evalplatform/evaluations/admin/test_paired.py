import pytest

from evalplatform.evaluations.admin import paired
from evalplatform.evaluations.admin.paired import After, Cell
from evalplatform.evaluations.models import Result
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.test_verdicts import evaluated

pytestmark = pytest.mark.django_db
METRIC = "last_number"


def test_examples_in_cells(project: Project) -> None:
    theirs, ours = evaluated(project, [0.0, 0.0, 1.0, 0.5, None]), evaluated(project, [0.0, 1.0, 0.0, 0.55, 1.0])
    found = paired.grid(ours.id, theirs.id, METRIC)
    assert found is not None
    assert (found.low, found.high) == (0.0, 1.0)
    assert found.cells == (Cell(0, 0, 1, 0, 0), Cell(0, 9, 1, 1, 0), Cell(5, 5, 1, 1, 0), Cell(9, 0, 1, 0, 1))


def test_all_the_same_and_nothing_at_all(project: Project) -> None:
    same = evaluated(project, [0.5, 0.5])
    found = paired.grid(same.id, same.id, METRIC)
    assert found is not None
    assert (found.cells, found.bounds(0)) == ((Cell(0, 0, 2, 0, 0),), (0.5, 0.5))
    assert paired.grid(same.id, same.id, "another") is None


def test_repeats_count_as_one_example(project: Project) -> None:
    theirs, ours = evaluated(project, [0.0, 0.0]), evaluated(project, [1.0, 1.0])
    more = {"project": project, "evaluation": ours, "state": "scored", "repeat": 1}
    Result.objects.create(**more, pair_key="q-0", metrics={METRIC: 0.5})
    Result.objects.create(**more, pair_key="q-1", metrics={METRIC: None})
    assert [(one.pair_key, one.candidate) for one in paired.changed(ours.id, theirs.id, METRIC, is_higher=True, after=None)] == [
        ("q-0", 0.75)
    ]


def test_the_largest_change_first_and_on_behind_any(project: Project) -> None:
    theirs, ours = evaluated(project, [0.0] * 4), evaluated(project, [0.1, 0.3, 0.1, -1.0])
    found = paired.changed(ours.id, theirs.id, METRIC, is_higher=True, after=None)
    assert [one.pair_key for one in found] == ["q-1", "q-0", "q-2"]
    rest = paired.changed(ours.id, theirs.id, METRIC, is_higher=True, after=After(found[1].size, "q-0"))
    assert [one.pair_key for one in rest] == ["q-2"]
    assert [one.pair_key for one in paired.changed(ours.id, theirs.id, METRIC, is_higher=False, after=None)] == ["q-3"]


def test_numbers_that_are_too_large_are_left_out(project: Project) -> None:
    theirs, ours = evaluated(project, [0.0, 0.0]), evaluated(project, [1e300, 1.0])
    assert [one.pair_key for one in paired.changed(ours.id, theirs.id, METRIC, is_higher=True, after=None)] == ["q-1"]
