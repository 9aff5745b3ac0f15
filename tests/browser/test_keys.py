"""The pages of keys and of the audit log, and their main actions, in a browser."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from evalplatform.hours import hour_of
from evalplatform.projects.models import Project
from external_api.keys import create_key
from external_api.models import ApiKey, UsageHour
from tests.browser.tab import Tab

pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("admin:external_api_apikey_changelist")


def choose(tab: Tab, action: str) -> None:
    tab.visit(LIST)

    def act(page: Page) -> None:
        page.locator("input[name=_selected_action]").first.check()
        page.locator("select[name=action]").select_option(action)
        page.get_by_role("button", name="Run").click()

    tab.do(act)


def test_a_key_is_rotated_and_revoked_after_a_question(root_tab: Tab, project: Project) -> None:
    create_key(project=project, name="nightly", scopes=["traces:read"])
    choose(root_tab, "rotate")
    assert "Programs that have the old one have a day to change." in root_tab.look()
    root_tab.do(lambda page: page.get_by_role("button", name="Rotate").click())
    assert re.search(r"evp_\w{8}_\w{38}", root_tab.look())
    choose(root_tab, "revoke")
    assert "everywhere and for good" in root_tab.look()
    root_tab.do(lambda page: page.get_by_role("button", name="Revoke").click())
    assert "Revoked: " in root_tab.look()
    assert ApiKey.objects.filter(revoked=True).count() == 1


def a_week(page: Page) -> None:
    page.get_by_label("The last").select_option("7d")
    page.get_by_role("button", name="Show").click()


def test_what_a_key_and_its_tier_used(root_tab: Tab, project: Project) -> None:
    create_key(project=project, name="nightly", scopes=["traces:read"])
    key = ApiKey.objects.get()
    UsageHour.objects.create(project=project, hour=hour_of(timezone.now()), caller=key.prefix, endpoint="GET /api/x", requests=1234)
    for address in (
        reverse("admin:external_api_apikey_change", args=[key.pk]),
        reverse("admin:external_api_tier_change", args=[key.tier_id]),
    ):
        assert "1,234" in root_tab.visit(address)
        root_tab.do(a_week)
        assert "Calls in 7 days" in root_tab.look()


def test_the_audit_log_tells_it(root_tab: Tab, project: Project) -> None:
    create_key(project=project, name="nightly", scopes=["traces:read"])
    text = root_tab.visit(reverse("admin:auditing_entry_changelist") + "?object=key")
    assert ("key.created" in text, "project.created" in text) == (True, False)
