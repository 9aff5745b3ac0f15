import pytest

from evalplatform.projects.models import Project
from tests.exports.analysis.conftest import Measured
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_not_told_does_not_count(project: Project, measured: Measured) -> None:
    add_traces(project, 2, input_tokens=10, output_tokens=0)
    add_traces(project, 1, external_id_prefix="b", input_tokens=20)
    found = measured("tokens", bins=5)
    assert {name: (one["count"], one["mean"], one["max"]) for name, one in found.items()} == {
        "input_tokens": (3, pytest.approx(40 / 3), 20),
        "output_tokens": (2, 0, 0),
    }
    assert [bar["count"] for bar in found["input_tokens"]["histogram"]] == [2, 0, 0, 0, 1]
