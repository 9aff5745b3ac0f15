"""A running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import SETTINGS


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    server = Up(tmp_path / "var", **SETTINGS)
    yield server
    server.end()
