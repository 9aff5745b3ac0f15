"""What people do to exports, jobs, schedules, projects, people and tiers, in a browser: each page's main action."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from evalplatform.projects.models import Member, Project, Role, User
from exports import signing, verifying
from exports.models import Export, Job, Schedule, State
from external_api.models import Tier
from tests.browser.conftest import SignIn, staff
from tests.browser.tab import Tab
from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
from tests.external_api.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(project: Project, drain: Callable[[], None]) -> World:  # noqa: F811
    return World(project, drain)


@pytest.fixture
def tab(sign_in: SignIn, project: Project) -> Tab:
    return sign_in(staff(project, Role.EDITOR))


def choose(tab: Tab, name: str, action: str) -> str:
    """Do something to the first of a list."""
    tab.visit(reverse(f"admin:{name}_changelist"))

    def act(page: Page) -> None:
        page.locator("input[name=_selected_action]").first.check()
        page.locator("select[name=action]").select_option(action)
        page.get_by_role("button", name="Run").click()

    tab.do(act)
    return tab.look()


def save(tab: Tab, address: str, **fields: str) -> str:
    tab.visit(address)

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name="Save", exact=True).click()

    tab.do(act)
    return tab.look()


def test_an_export_ends_while_somebody_watches_and_its_download_is_proven_whole(tab: Tab, world: World, tmp_path: Path) -> None:
    world.trace()
    one = world.export()
    tab.visit(reverse("admin:exports_export_changelist"))
    world.drain()
    tab.do(lambda page: page.locator(f'[data-export-state="{one}"]', has_text="completed").wait_for(timeout=15_000))
    tab.visit(reverse("admin:exports_export_change", args=[one]))
    names = list(Export.objects.get(id=one).files.values_list("name", flat=True))

    def download(page: Page) -> None:
        for name in names:
            with page.expect_download() as coming:
                page.get_by_role("link", name=name, exact=True).click()
            coming.value.save_as(tmp_path / name)

    tab.do(download)
    report = verifying.verify(tmp_path, signing.public_pem())
    assert (len(names), report.findings) == (3, ())


def test_an_export_is_cancelled_and_runs_again(tab: Tab, world: World) -> None:
    one = world.export()
    choose(tab, "exports_export", "cancel_exports")
    assert Export.objects.get(id=one).state == State.CANCELLED
    choose(tab, "exports_export", "retry_exports")
    world.drain()
    assert Export.objects.get(id=one).state == State.COMPLETED


def test_a_job_is_cancelled(tab: Tab, world: World) -> None:
    one = world.job()
    choose(tab, "exports_job", "cancel_jobs")
    assert Job.objects.get(id=one).state == State.CANCELLED


def test_a_schedule_pauses_and_goes_on(tab: Tab, world: World) -> None:
    one = world.schedule()
    choose(tab, "exports_schedule", "pause_schedules")
    assert Schedule.objects.get(id=one).paused
    choose(tab, "exports_schedule", "resume_schedules")
    assert not Schedule.objects.get(id=one).paused


def test_a_project_with_a_member_and_its_retention(root_tab: Tab) -> None:
    ann = User.objects.create_user("ann", is_staff=True)
    save(root_tab, reverse("admin:projects_project_add"), slug="bot", name="Bot", retention_days="30")
    one = Project.objects.get(slug="bot")
    root_tab.visit(reverse("admin:projects_project_change", args=[one.pk]))

    def add_member(page: Page) -> None:
        page.get_by_role("link", name="Add another Member").click()
        page.locator("[name=memberships-0-user]").select_option(str(ann.pk))
        page.locator("[name=memberships-0-role]").select_option("editor")
        page.get_by_role("button", name="Save", exact=True).click()

    root_tab.do(add_member)
    root_tab.look()
    assert (one.retention_days, Member.objects.get(project=one, user=ann).role) == (30, Role.EDITOR)


def test_a_person_is_made(root_tab: Tab) -> None:
    save(root_tab, reverse("admin:projects_user_add"), username="ann", password1="long-enough-4711", password2="long-enough-4711")
    assert User.objects.get(username="ann").check_password("long-enough-4711")


def test_a_tier_is_changed(root_tab: Tab, world: World) -> None:
    save(root_tab, reverse("admin:external_api_tier_change", args=[settings.PEOPLE_TIER]), requests="77")
    assert Tier.objects.get(name=settings.PEOPLE_TIER).requests == 77
