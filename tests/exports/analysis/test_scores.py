import pytest

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Score
from tests.exports.analysis.conftest import Measured
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def test_values_and_labels_by_name(project: Project, measured: Measured) -> None:
    for number, trace in enumerate(add_traces(project, 4)):
        Score.objects.create(project=project, trace=trace, name="correct", value=number / 4)
        Score.objects.create(project=project, trace=trace, name="tone", label="rude" if number else "kind")
    found = measured("scores", bins=3)
    assert [(bar["from"], bar["to"], bar["count"]) for bar in found["correct"]["histogram"]] == [
        (0, 0.25, 1), (0.25, 0.5, 1), (0.5, 0.75, 2),
    ]  # fmt: skip
    assert (found["correct"]["count"], found["correct"]["mean"], found["correct"]["labels"]) == (4, 0.375, [])
    assert found["tone"] == {"count": 0, "labels": [{"label": "rude", "count": 3}, {"label": "kind", "count": 1}]}


def test_numbers_that_are_none_have_no_bar(project: Project, measured: Measured) -> None:
    for trace, value in zip(add_traces(project, 3), (1.0, float("nan"), float("inf")), strict=True):
        Score.objects.create(project=project, trace=trace, name="s", value=value)
    assert measured("scores")["s"]["count"] == 1


def test_only_of_the_filtered_traces_and_of_no_other_project(project: Project, stranger_project: Project, measured: Measured) -> None:
    for owner, model in ((project, "a"), (project, "b"), (stranger_project, "a")):
        (trace,) = add_traces(owner, 1, model=model, external_id_prefix=model)
        Score.objects.create(project=owner, trace=trace, name="s", value=1)
    assert measured("scores")["s"]["count"] == 2
    assert measured("scores", filter={"field": "model", "op": "eq", "value": "a"})["s"]["count"] == 1
