"""A server, a repository and a provider for the templates, and a package that pip installs without a network."""

import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci_templates.github_runner import INSTALL
from tests.ci_templates.npm import install
from tests.ci_templates.repository import Repository
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of
from tests.integrations.providers.forge import Forge, serving
from tests.sdk.python.cli.command import EXAMPLES, add_suite
from tests.tools import ROOT


def evaluate(client: Client, suite: str, *, branch: str, right: int = EXAMPLES) -> str:
    """The id of a completed evaluation, of which so many answers are right."""
    outputs = [{"example": f"q-{n}", "output": str(n) if n < right else "?"} for n in range(EXAMPLES)]
    body = {"suite": suite, "source": {"outputs": outputs}, "commit": {"branch": branch}}
    id = str(client.call("POST", "/api/external/evaluations", body)["id"])
    until = time.monotonic() + 20
    while not client.call("GET", f"/api/external/evaluations/{id}")["finished_at"]:
        assert time.monotonic() < until, "the evaluation never ends"
        time.sleep(0.05)
    return id


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server for all tests here, with two suites that depend on other files, and main passes both."""
    up = Up(tmp_path_factory.mktemp("server") / "var")
    try:
        up.start()
        made = client_of(up)
        for suite, folder in (("answers", "answers/"), ("other things", "other/")):
            add_suite(made, suite, paths=[folder])
            evaluate(made, suite, branch="main")
        yield made
    finally:
        up.end()


@pytest.fixture(scope="package")
def key(client: Client) -> str:
    """One with the scopes that the README names, and no others."""
    named = re.search(r"with the scopes (.+?)\)", (ROOT / "ci_templates" / "github" / "README.md").read_text(), re.DOTALL)
    scopes = tuple(re.findall(r"`(\w+:\w+)`", named[1] if named else ""))
    project = "Project.objects.get(slug='flow')"
    create = f"print(create_key(project={project}, name='ci', scopes={scopes!r}))"
    imports = "from evalplatform.projects.models import Project; from external_api.keys import create_key"
    made = client.up.manage("shell", "-v0", "-c", f"{imports}; {create}")
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


@pytest.fixture(scope="session")
def installing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What makes `pip install evalplatform-sdk[cli]` take the wheel of this checkout, and what that needs from our own packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    subprocess.run(build, cwd=ROOT / "sdk" / "python", check=True, capture_output=True)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_NO_DEPS": "1"}
    return {**pip, "PATH": path, "PYTHONPATH": sysconfig.get_path("purelib")}


@pytest.fixture(scope="session")
def installed(installing: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the action puts on the path of the steps after it."""
    folder = tmp_path_factory.mktemp("runner")
    said = {"RUNNER_TEMP": str(folder), "GITHUB_PATH": str(folder / "path"), "PACKAGE": "evalplatform-sdk[cli]"}
    subprocess.run(("bash", "-ec", INSTALL), env={**installing, **said}, check=True, cwd=folder)
    return Path((folder / "path").read_text().strip())


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs that npm installs."""
    return install(tmp_path_factory.getbasetemp())


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as server:
        yield server


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.start()
    return made
