"""The wizard of exports and what leads there, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from evalplatform.projects.models import Project, Role
from evalplatform.tracing.ingest import store
from exports.models import Export, Schedule
from tests.browser.conftest import SignIn, staff
from tests.browser.tab import Tab

pytestmark = pytest.mark.django_db(transaction=True)
CHAT = {"input": [{"role": "user", "content": "2+2?"}], "output": {"role": "assistant", "content": "4"}}


@pytest.fixture
def tab(sign_in: SignIn, project: Project) -> Tab:
    store(project.id, [{"external_id": f"t-{n}", "session_id": f"s-{n % 2}", **CHAT} for n in range(4)])
    return sign_in(staff(project, Role.ADMIN))


def press(tab: Tab, *names: str) -> str:
    for name in names:
        tab.do(lambda page, name=name: page.get_by_role("button", name=name).click())  # type: ignore[misc]
    return tab.look()


def test_from_a_list_of_traces_to_an_export(tab: Tab) -> None:
    tab.visit(reverse("admin:tracing_trace_changelist") + "?session_id=s-1")
    tab.do(lambda page: page.get_by_role("link", name="Export these").click())
    assert "2 rows" in tab.look()
    assert "Rows as they are, or a training file" in press(tab, "Next")

    def shape(page: Page) -> None:
        page.get_by_label("Shape").select_option("openai-chat")
        page.get_by_label("Curation").fill('{"dedupe": "exact"}')

    tab.do(shape)
    assert "Of the first 2 rows come 1 lines." in press(tab, "Dry run")
    press(tab, "Next")
    press(tab, "Next")
    assert "The export is under way." in press(tab, "Start")
    assert (Export.objects.get().shape, Export.objects.get().request["filter"]["value"]) == ("openai-chat", "s-1")


def test_a_schedule_and_an_error_at_its_field(tab: Tab) -> None:
    tab.forgiven.add(400)
    tab.visit(reverse("admin:exports_export_add"))
    press(tab, "Next", "Next", "Next")
    tab.do(lambda page: page.get_by_label("Cron expression").fill("at night"))
    assert "Nothing was done." in press(tab, "Start")

    def mend(page: Page) -> None:
        page.get_by_label("Name of the schedule").fill("nightly")
        page.get_by_label("Cron expression").fill("30 2 * * *")

    tab.do(mend)
    assert "The schedule nightly stands" in press(tab, "Start")
    assert Schedule.objects.get().cron == "30 2 * * *"
