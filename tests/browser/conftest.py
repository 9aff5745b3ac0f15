"""A browser for the tests of pages: signed in as a person of some role, and strict about what it sees."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from evalplatform.projects.models import Member, Project, Role, User
from tests.browser.tab import Tab, browser_thread, tab_of
from tests.tools import ROOT

SHOTS = ROOT / "var" / "screenshots"
SignIn = Callable[[User], Tab]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.chromium)


@pytest.fixture(scope="session")
def browser() -> Iterator[tuple[Callable[[Callable[[], Any]], Any], Browser]]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with browser_thread() as running:
        yield running


@pytest.fixture
def sign_in(
    browser: tuple[Callable[[Callable[[], Any]], Any], Browser], live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[SignIn]:
    """Gives a tab in which the person is signed in. At the end nothing may have been wrong with any page."""
    call, chromium = browser
    tabs: list[Tab] = []
    with ExitStack() as stack:

        def signed_in(user: User) -> Tab:
            client = Client()
            client.force_login(user)
            cookie = (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
            name = re.sub(r"[^\w-]+", "-", request.node.name).strip("-")
            tab = stack.enter_context(tab_of(chromium, call, origin=live_server.url, cookie=cookie, shots=SHOTS, name=name))
            tabs.append(tab)
            return tab

        yield signed_in
    flaws = [flaw for tab in tabs for flaw in tab.flaws]
    assert not flaws, "\n".join(flaws)


@pytest.fixture
def root_tab(sign_in: SignIn) -> Tab:
    """A tab of a superuser."""
    return sign_in(User.objects.create_superuser("root"))


def staff(project: Project, role: Role) -> User:
    """One of the staff with that role in the project, who may look at every page."""
    user = User.objects.create_user(f"{role}-of-{project.slug}", is_staff=True)
    Member.objects.create(project=project, user=user, role=role)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user
