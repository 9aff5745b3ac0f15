import pytest

from evalplatform.projects.models import Project
from tests.exports.analysis.conftest import Measured
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def test_characters_of_the_json_text(project: Project, measured: Measured) -> None:
    for number, text in enumerate(('"é"', '"four"', '"four"', '"' + "x" * 9 + '"')):
        add_traces(project, 1, external_id_prefix=f"a{number}", input=text, output=None)
    found = measured("lengths", bins=2)
    assert found.keys() == {"input"}
    assert found["input"] | {"deviation": 0} == {
        "count": 4, "mean": 6.5, "min": 3, "max": 11, "deviation": 0,
        "quantiles": {"p5": 3.45, "p25": 5.25, "p50": 6, "p75": 7.25, "p95": pytest.approx(10.25), "p99": pytest.approx(10.85)},
        "histogram": [{"from": 3, "to": 7, "count": 3}, {"from": 7, "to": 11, "count": 1}],
    }  # fmt: skip


def test_all_alike_are_one_bar(project: Project, measured: Measured) -> None:
    add_traces(project, 2, input='"x"', output="1")
    assert measured("lengths")["output"]["histogram"] == [{"from": 1, "to": 1, "count": 2}]


def test_of_the_filtered_set_and_of_no_other_project(project: Project, stranger_project: Project, measured: Measured) -> None:
    add_traces(project, 3, model="a")
    add_traces(project, 2, model="b", external_id_prefix="b")
    add_traces(stranger_project, 7, model="b")
    assert measured("lengths", filter={"field": "model", "op": "eq", "value": "b"})["input"]["count"] == 2


def test_of_nothing(measured: Measured) -> None:
    assert measured("lengths") == {}
    assert measured("lengths", filter={"field": "model", "op": "in", "value": []}) == {}
