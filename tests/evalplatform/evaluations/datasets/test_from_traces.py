from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations.datasets.from_traces import change_by_traces
from evalplatform.evaluations.models import Dataset, Example
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.datasets.conftest import counts
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db


def test_a_trace_becomes_an_example(empty: Dataset, project: Project) -> None:
    (trace,) = add_traces(project, 1, input='{"q":1e2}', output='"4"', reference="[5]", metadata={"page": 3, "trace_id": "mine"})
    assert counts(change_by_traces(empty, {})) == (1, 0, 0, 0, 1)
    found = Example.objects.get()
    assert (found.external_id, found.input, found.reference) == (str(trace.id), '{"q":1e2}', "[5]")
    assert found.metadata == {"page": 3, "trace_id": str(trace.id)}


def test_the_output_may_be_the_reference(empty: Dataset, project: Project) -> None:
    add_traces(project, 1, output='"4"', reference='"5"')
    change_by_traces(empty, {"reference": "output"})
    assert Example.objects.get().reference == '"4"'


def test_again_changes_only_what_has_changed(empty: Dataset, project: Project) -> None:
    first, _ = add_traces(project, 2)
    change_by_traces(empty, {})
    assert counts(change_by_traces(empty, {})) == (0, 0, 2, 0, None)
    first.reference = '"new"'
    first.save()
    assert counts(change_by_traces(empty, {})) == (0, 1, 1, 0, 2)


def test_the_newest_that_the_filter_lets_through(empty: Dataset, project: Project, stranger_project: Project) -> None:
    traces = add_traces(project, 5, model="good") + add_traces(project, 2, external_id_prefix="u", model="bad")
    add_traces(stranger_project, 2, model="good")
    asked = {"filter": {"field": "model", "op": "eq", "value": "good"}, "limit": 3, "publish": False}
    assert counts(change_by_traces(empty, asked)) == (3, 0, 0, 0, None)
    assert list(Example.objects.order_by("id").values_list("external_id", flat=True)) == [str(one.id) for one in traces[2:5]]


def test_more_than_one_block(empty: Dataset, project: Project) -> None:
    add_traces(project, 2500)
    assert counts(change_by_traces(empty, {"note": "all"})) == (2500, 0, 0, 0, 1)


def test_no_trace_is_no_version(empty: Dataset, project: Project) -> None:
    assert counts(change_by_traces(empty, {})) == (0, 0, 0, 0, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"filter": {"field": "nope", "op": "eq", "value": 1}}, "/filter/field"),
        ({"limit": 0}, "/limit"),
        ({"limit": 100_001}, "/limit"),
        ({"reference": "input"}, "/reference"),
        ({"version": 1}, "/version"),
    ],
    ids=["filter", "none", "too-many", "reference", "unknown"],
)
def test_requests_that_make_no_sense(empty: Dataset, body: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_by_traces(empty, body)
    assert [one.pointer for one in refused.value.problems] == [pointer]
