"""The first page and the pages of traces, in a browser."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from evalplatform.projects.models import Project, Role
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Trace
from exports.models import Export, State
from tests.browser.conftest import SignIn, staff

pytestmark = pytest.mark.django_db(transaction=True)
CHAT = [{"role": "user", "content": "Weather in Ulm?"}, {"role": "assistant", "content": "21 degrees, <b>sunny</b>."}]
TIMES = {"started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T00:00:01.5Z"}
SPANS = [
    {"external_id": "a", "name": "agent", "kind": "agent", **TIMES},
    {"external_id": "b", "parent_external_id": "a", "kind": "llm", **TIMES},
]


@pytest.fixture
def traces(project: Project) -> list[Trace]:
    cache.clear()
    store(
        project.id, [{"external_id": f"t-{n}", "session_id": "s", "input": CHAT[:1], "output": CHAT[1], "spans": SPANS} for n in range(3)]
    )
    return list(Trace.objects.order_by("id"))


def test_the_first_page(sign_in: SignIn, project: Project, traces: list[Trace]) -> None:
    Export.objects.create(project=project, resource="traces", request={}, state=State.RUNNING)
    tab = sign_in(staff(project, Role.VIEWER))
    assert "Exports under way" in tab.visit(reverse("admin:index"))

    def choose(page: Page) -> None:
        page.get_by_label("The last").select_option("7d")
        page.get_by_role("button", name="Show").click()

    tab.do(choose)
    assert "Traces in 7 days" in tab.look()


def test_a_trace_found_by_a_filter(sign_in: SignIn, project: Project, traces: list[Trace]) -> None:
    tab = sign_in(staff(project, Role.VIEWER))
    tab.visit(reverse("admin:tracing_trace_changelist"))

    def search(page: Page) -> None:
        page.locator("input[name=q]").fill('{"field": "external_id", "op": "eq", "value": "t-1"}')
        page.locator("input[name=q]").press("Enter")
        page.get_by_role("link", name=str(traces[1].id)).click()

    tab.do(search)
    text = tab.look()
    assert ("21 degrees, &lt;b&gt;sunny&lt;/b&gt;." in text, "Spans over 1,500.0 ms" in text) == (True, True)
