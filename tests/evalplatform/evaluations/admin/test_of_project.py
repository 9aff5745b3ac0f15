import pytest
from django.test import Client

from evalplatform.projects.models import Project, Role
from tests.evalplatform.backoffice.conftest import SignedIn, page
from tests.evalplatform.evaluations.test_verdicts import evaluated

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "evaluations_evaluation_changelist"


def test_one_of_several(signed_in: SignedIn, project: Project, stranger_project: Project) -> None:
    for one in (project, stranger_project):
        evaluated(one, [1.0], name=f"of-{one.slug}")
    both = signed_in(Role.VIEWER, project, stranger_project)
    assert "?project=theirs" in page(both, LIST)
    shown = page(both, LIST, project="theirs")
    assert "of-theirs" in shown
    assert "of-ours" not in shown


def test_the_projects_of_others_are_neither_offered_nor_shown(viewer: Client, project: Project, stranger_project: Project) -> None:
    evaluated(stranger_project, [1.0], name="secret-name")
    shown = page(viewer, LIST, project="theirs")
    assert "secret-name" not in shown
    assert "?project=theirs" not in page(viewer, LIST)
