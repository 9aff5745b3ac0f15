"""What holds for all pages of this kind, seen on those of evaluations."""

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.evaluations.models import Dataset, Evaluation
from evalplatform.projects.models import Project, Role, User
from tests.evalplatform.backoffice.conftest import SignedIn, page, status
from tests.evalplatform.evaluations.test_verdicts import evaluated

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE = "evaluations_evaluation_changelist", "evaluations_evaluation_change"


def test_a_member_of_two_projects_sees_both(signed_in: SignedIn, project: Project, stranger_project: Project) -> None:
    for one in (project, stranger_project):
        evaluated(one, [1.0], name=f"of-{one.slug}")
    shown = page(signed_in(Role.VIEWER, project, stranger_project), LIST)
    assert "of-ours" in shown
    assert "of-theirs" in shown


def test_staff_without_a_project_see_nothing(signed_in: SignedIn, project: Project) -> None:
    nobody = signed_in(Role.VIEWER)
    assert (status(nobody, LIST), status(nobody, ONE, evaluated(project, [1.0]).id)) == (403, 404)


def test_a_superuser_sees_all(client: Client, project: Project) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert "of-ours" in page(client, ONE, evaluated(project, [1.0], name="of-ours").id)


def test_who_is_not_staff_is_sent_to_the_login(project: Project) -> None:
    client = Client()
    client.force_login(User.objects.create_user("ann"))
    answer = client.get(reverse(f"admin:{ONE}", args=[evaluated(project, [1.0]).id]))
    assert (answer.status_code, "/admin/login/" in answer["Location"]) == (302, True)


@pytest.mark.parametrize("id", ["x", "00000000-0000-0000-0000-000000000000", "1", "%00"])
def test_what_is_not_there(viewer: Client, id: str) -> None:
    assert viewer.get(f"/admin/evaluations/evaluation/{id}/change/").status_code in (400, 404)


@pytest.mark.parametrize("name", ["add", "delete"])
def test_nothing_is_made_or_deleted_around_the_domain(client: Client, project: Project, name: str) -> None:
    client.force_login(User.objects.create_superuser("root"))
    one = Dataset.objects.create(project=project, name="x")
    arguments = [] if name == "add" else [one.id]
    url = reverse(f"admin:evaluations_dataset_{name}", args=arguments)
    assert client.post(url, {"post": "yes", "name": "made"}).status_code == 403
    assert [one.name for one in Dataset.objects.all()] == ["x"]


def test_only_what_the_page_offers_narrows_the_list(viewer: Client, project: Project) -> None:
    evaluated(project, [1.0], sealed_key="gAAAA")
    url = reverse(f"admin:{LIST}")
    assert viewer.get(url, {"state__exact": "completed"}).status_code == 200
    for asked in ("sealed_key__startswith", "suite__sealed_key__startswith", "project__members__password", "state__in", "source__x"):
        assert viewer.get(url, {asked: "g"}).status_code in (302, 400)


def test_a_step_that_is_not_offered_is_not_done(viewer: Client, project: Project) -> None:
    one = evaluated(project, [1.0])
    assert viewer.get(reverse("admin:evaluations_evaluation_step", args=[one.id, "explode"])).status_code == 404
    assert Evaluation.objects.get().state == "completed"
