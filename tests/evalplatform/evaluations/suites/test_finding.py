import pytest

from evalplatform.errors import NotFound
from evalplatform.evaluations import suites
from tests.evalplatform.evaluations.suites.conftest import Make

pytestmark = pytest.mark.django_db


def test_a_name_goes_before_an_id(make: Make) -> None:
    made = make()
    other = make(name=str(made.id))
    project_id = made.project_id
    assert [suites.find(project_id, one) for one in ("maths", str(made.id), str(other.id))] == [made, other, other]
    assert suites.find_by_id(project_id, made.id) == made
    assert list(suites.listed(project_id)) == [made, other]


@pytest.mark.parametrize("named", ["", "nope", "a\0", "\ud800", "0" * 32], ids=ascii)
def test_what_is_not_there(make: Make, named: str) -> None:
    with pytest.raises(NotFound):
        suites.find(make().project_id, named)
