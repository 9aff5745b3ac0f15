"""The command line as a program, beside a running server."""

from pathlib import Path

import pytest

from tests.flows.clients import Client
from tests.sdk.python.cli.command import Command, command_of


@pytest.fixture
def evalplatform(client: Client, tmp_path: Path) -> Command:
    return command_of(client, tmp_path)
