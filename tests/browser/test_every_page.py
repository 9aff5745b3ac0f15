"""Each list, each form and each single page that Django's admin knows, in a browser."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from evalplatform.auditing.models import Entry
from evalplatform.projects.models import Project, User
from exports.models import State
from external_api.models import ApiKey
from tests.browser.conftest import SignIn
from tests.browser.tab import Tab
from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
from tests.external_api.world import World

pytestmark = pytest.mark.django_db(transaction=True)
MODELS = {f"{model._meta.app_label}_{model._meta.model_name}": page for model, page in admin.site._registry.items()}
ONE_OF: dict[str, Callable[[World], object]] = {
    "auditing_entry": lambda world: (world.export(), Entry.objects.latest("id").pk)[1],
    "projects_project": lambda world: world.project.pk,
    "projects_user": lambda world: User.objects.create_user("one", is_staff=True).pk,
    "tracing_trace": World.trace,
    "tracing_languagemodel": World.model,
    "exports_export": lambda world: world.export(State.COMPLETED),
    "exports_destination": World.destination,
    "exports_schedule": World.schedule,
    "exports_job": World.job,
    "external_api_apikey": lambda world: (world.key(), ApiKey.objects.latest("created").pk)[1],
    "external_api_tier": lambda world: settings.PEOPLE_TIER,
}


@pytest.fixture
def root(sign_in: SignIn) -> tuple[Tab, User]:
    user = User.objects.create_superuser("root")
    return sign_in(user), user


@pytest.mark.parametrize("model", sorted(MODELS))
def test_a_list_and_its_form(model: str, root: tuple[Tab, User]) -> None:
    tab, user = root
    assert "No results" not in tab.visit(reverse(f"admin:{model}_changelist")) or not MODELS[model].model.objects.exists()
    request = RequestFactory().get("/")
    request.user = user
    if MODELS[model].has_add_permission(request):
        assert "<form" in tab.visit(reverse(f"admin:{model}_add"))


@pytest.mark.parametrize("model", sorted(ONE_OF))
def test_a_single_one(model: str, root: tuple[Tab, User], project: Project, drain: Callable[[], None]) -> None:  # noqa: F811
    one = ONE_OF[model](World(project, drain))
    tab, _ = root
    address = reverse(f"admin:{model}_change", args=[one])
    assert "<form" in tab.visit(address)
    assert tab.do(lambda page: page.url).endswith(address)  # and not sent on to the first page, since there is no such row


def test_the_first_page_and_the_project_switch(root: tuple[Tab, User]) -> None:
    tab, _ = root
    tab.visit(reverse("admin:index"))
    tab.visit(reverse("project-switch"))


def test_models_without_a_single_page_here_are_those_of_other_tests() -> None:
    """Those of evaluations and integrations stand in modules of their own."""
    rest = MODELS.keys() - ONE_OF.keys()
    assert {name.partition("_")[0] for name in rest} <= {"evaluations", "integrations", "auth"}, rest
