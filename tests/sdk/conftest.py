"""The SDK's source stands in a folder of its own, which the server's packages never see."""

import sys
from collections.abc import Callable, Iterator

import pytest

from evalplatform.projects.models import Project
from exports.views import events
from tests.evalplatform.management.commands.running import Up
from tests.external_api.world import World
from tests.flows.clients import Client, client_of
from tests.tools import ROOT

for source in (ROOT / "sdk" / "python" / "src", ROOT / "sdk" / "python"):
    if str(source) not in sys.path:
        sys.path.insert(0, str(source))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server for all tests of a module: each puts things there under names of its own."""
    up = Up(tmp_path_factory.mktemp("server") / "var")
    try:
        up.start()
        yield client_of(up)
    finally:
        up.end()


@pytest.fixture
def world(project: Project, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(events, "SECONDS", 0.01)
    return World(project, drain)
