"""Who sees what in the back office: members what their role may see, nobody what belongs to another project."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.projects.models import Member, Project, Role, User
from exports.models import Export
from external_api.models import ApiKey
from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
from tests.external_api.world import World

pytestmark = pytest.mark.django_db
MAKES: dict[str, Callable[[World], object]] = {
    "tracing_trace": World.trace,
    "exports_export": World.export,
    "exports_job": World.job,
    "exports_schedule": World.schedule,
    "exports_destination": World.destination,
    "external_api_apikey": lambda world: (world.key(), ApiKey.objects.latest("created").pk)[1],
}
NEEDS_MORE = {"exports_destination": Role.EDITOR, "external_api_apikey": Role.ADMIN}
GUESSES = {
    "exports_destination": "sealed__startswith=a",
    "external_api_apikey": "hashed_key__startswith=a",
    "tracing_trace": "input__startswith=a",
    "exports_export": "project__members__user__password__startswith=a",
}


@pytest.fixture
def world(project: Project, drain: Callable[[], None]) -> World:  # noqa: F811
    return World(project, drain)


def signed_in(project: Project, role: Role) -> Client:
    user = User.objects.create_user(f"{role}-of-{project.slug}", is_staff=True)
    Member.objects.create(project=project, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def rows(client: Client, model: str) -> int | None:
    """How many the list has; None where there is no list for this person."""
    answer = client.get(reverse(f"admin:{model}_changelist"))
    return answer.context["cl"].queryset.count() if answer.status_code == 200 else None


def opens(client: Client, model: str, one: object) -> bool:
    """Django sends those who may not see it to the first page, and says that it does not exist."""
    return client.get(reverse(f"admin:{model}_change", args=[one])).status_code == 200


@pytest.mark.parametrize("model", sorted(MAKES))
def test_a_member_sees_it_and_an_admin_of_another_project_does_not(model: str, world: World, stranger_project: Project) -> None:
    one = MAKES[model](world)
    ours = signed_in(world.project, NEEDS_MORE.get(model, Role.VIEWER))
    theirs = signed_in(stranger_project, Role.ADMIN)
    assert ((rows(ours, model) or 0) >= 1, opens(ours, model, one)) == (True, True)
    assert (rows(theirs, model), opens(theirs, model, one)) == (0, False)


@pytest.mark.parametrize("model", sorted(MAKES))
def test_a_superuser_sees_it(model: str, world: World, admin_client: Client) -> None:
    one = MAKES[model](world)
    assert ((rows(admin_client, model) or 0) >= 1, opens(admin_client, model, one)) == (True, True)


@pytest.mark.parametrize("model", sorted(NEEDS_MORE))
def test_a_viewer_does_not_see_what_needs_more(model: str, world: World) -> None:
    one = MAKES[model](world)
    viewer = signed_in(world.project, Role.VIEWER)
    assert (rows(viewer, model) or 0, opens(viewer, model, one)) == (0, False)


def test_staff_without_a_project_see_nothing(world: World, client: Client) -> None:
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert {rows(client, model) for model in MAKES} == {None}


@pytest.mark.parametrize("model", sorted(GUESSES))
def test_nothing_is_guessed_letter_by_letter(model: str, world: World, admin_client: Client) -> None:
    MAKES[model](world)
    answer = admin_client.get(f"{reverse(f'admin:{model}_changelist')}?{GUESSES[model]}")
    assert answer.status_code == 400


def test_an_editor_of_one_project_changes_nothing_of_another_that_they_may_see(world: World, stranger_project: Project) -> None:
    id = world.export()
    editor = signed_in(stranger_project, Role.EDITOR)
    Member.objects.create(project=world.project, user=User.objects.get(username__startswith="editor"), role=Role.VIEWER)
    body = {"action": "cancel_exports", "_selected_action": [id]}
    answer = editor.post(reverse("admin:exports_export_changelist"), body, follow=True)
    assert ["your role in its project does not allow this" in str(one) for one in answer.context["messages"]] == [True]
    assert Export.objects.get().state == "queued"


def test_a_person_ends_their_own_key_and_sets_no_tier(world: World) -> None:
    viewer = signed_in(world.project, Role.VIEWER)
    world.key()
    others = ApiKey.objects.latest("created")
    world.key()
    own = ApiKey.objects.latest("created")
    ApiKey.objects.filter(pk=own.pk).update(owner=User.objects.get(username__startswith="viewer"))
    body = {"action": "revoke", "_selected_action": [str(own.pk), str(others.pk)], "meant": "yes"}
    viewer.post(reverse("admin:external_api_apikey_changelist"), body)
    assert dict(ApiKey.objects.values_list("pk", "revoked").filter(pk__in=[own.pk, others.pk])) == {own.pk: True, others.pk: False}
    assert viewer.get(reverse("admin:external_api_apikey_add")).status_code == 403
    assert viewer.post(reverse("admin:external_api_apikey_change", args=[own.pk]), {"tier": "premium", "note": ""}).status_code == 403
