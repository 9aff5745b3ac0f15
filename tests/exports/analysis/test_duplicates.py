import pytest

from evalplatform.projects.models import Project
from tests.exports.analysis.conftest import Measured
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def test_groups_of_the_same_input(project: Project, stranger_project: Project, measured: Measured) -> None:
    many = add_traces(project, 7, input='"many"')
    two = add_traces(project, 2, input='"two"', external_id_prefix="two")
    add_traces(project, 1, input='"one"', external_id_prefix="one")
    add_traces(stranger_project, 2, input='"one"')
    assert measured("duplicates") == {
        "traces": 10, "groups": 2, "surplus": 7,
        "largest": [{"count": 7, "ids": [str(one.id) for one in many[:5]]}, {"count": 2, "ids": [str(one.id) for one in two]}],
    }  # fmt: skip


def test_with_the_output_too(project: Project, measured: Measured) -> None:
    for number, output in enumerate(("1", "2", "1", None)):
        add_traces(project, 1, output=output, external_id_prefix=f"a{number}")
    assert [measured("duplicates", with_output=flag)["surplus"] for flag in (False, True)] == [3, 1]


def test_no_pair_poses_as_another(project: Project, measured: Measured) -> None:
    add_traces(project, 1, input="1", output="23")
    add_traces(project, 1, input="12", output="3", external_id_prefix="b")
    add_traces(project, 1, input="1", output="null", external_id_prefix="c")
    add_traces(project, 1, input="1", output=None, external_id_prefix="d")
    assert measured("duplicates", with_output=True)["surplus"] == 0


def test_only_so_many_are_named(project: Project, measured: Measured) -> None:
    for number in range(3):
        add_traces(project, 2, input=str(number), external_id_prefix=f"a{number}")
    found = measured("duplicates", groups=1)
    assert (found["groups"], len(found["largest"])) == (3, 1)


def test_of_nothing(measured: Measured) -> None:
    assert measured("duplicates") == {"traces": 0, "groups": 0, "surplus": 0, "largest": []}
