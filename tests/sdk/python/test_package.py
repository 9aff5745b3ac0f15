"""The package as others have it: built, installed where nothing else is, and read by a strict type checker."""

import ast
import os
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.tools import ROOT

SDK = ROOT / "sdk" / "python"
SOURCES = sorted((SDK / "src").rglob("*.py"))
SERVERS = {"evalplatform", "exports", "external_api", "integrations"}
CONSUMER = """
import asyncio
from evalplatform_sdk import AsyncClient, Client
from evalplatform_sdk.models.traces import Trace

def names(client: Client) -> list[str]:
    stored = client.traces.create([{"input": "2+2?"}, {"input": 4}])
    return [stored["results"][0]["status"], *(trace["name"] for trace in client.traces.list(model="m", filter={"field": "id"}))]

async def first(client: AsyncClient) -> Trace | None:
    async for trace in client.traces.list(page_size=1):
        return trace
    return None
"""
MISTAKES = """
from evalplatform_sdk import Client

def wrong(client: Client) -> None:
    client.traces.create({"inpt": 1})
    client.traces.list(modl="m")
    client.exports.create({"resource": "traces"})["stat"]
    client.jobs.nonsense()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel: pip install hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run((sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder), cwd=SDK, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with the wheel and what it needs without extras, and nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder)
    python = folder / "bin" / "python"
    install = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "-q", "--no-index", "--no-deps")
    subprocess.run((*install, wheel), check=True)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    for name in needed("httpx"):
        for part in {file.parts[0] for file in metadata.files(name) or [] if file.parts[0] not in ("..", "__pycache__")}:
            (packages / part).symlink_to(str(metadata.distribution(name).locate_file(part)))
    return python


def needed(name: str) -> set[str]:
    """It, and all that it needs without extras."""
    requirements = [Requirement(text) for text in metadata.requires(name) or []]
    others = [one.name for one in requirements if not one.marker or one.marker.evaluate({"extra": ""})]
    return {name}.union(*(needed(one) for one in others))


def run(python: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error"}
    return subprocess.run((python, *words), capture_output=True, text=True, check=False, env=environment)


def test_it_runs_where_only_httpx_is(python: Path) -> None:
    rooms = ("frames", "ingest", "tracing", "webhooks", "wrappers")
    imports = [f"import evalplatform_sdk.{room}" for room in rooms]
    words = "; ".join([*imports, "print(evalplatform_sdk.Client.__name__)"])
    done = run(python, "-c", words)
    assert (done.stdout, done.stderr) == ("Client\n", "")


def test_the_command_without_its_packages_says_what_to_install(python: Path) -> None:
    done = run(python.parent / "evalplatform", "usage")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'The command line is not installed: pip install "evalplatform-sdk[cli]".\n'


def checked(text: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    (folder / "consumer.py").write_text(text)
    words = (sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={folder / 'cache'}", "consumer.py")
    environment = {**os.environ, "MYPYPATH": str(SDK / "src")}
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def test_a_strict_type_checker_knows_every_name(tmp_path: Path) -> None:
    done = checked(CONSUMER, tmp_path)
    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 1 source file\n")


def test_a_strict_type_checker_finds_mistakes(tmp_path: Path) -> None:
    found = [line for line in checked(MISTAKES, tmp_path).stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[1] for line in found] == ["5", "6", "7", "8"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SDK)))
def test_the_package_and_the_server_know_nothing_of_each_other(path: Path) -> None:
    tree = ast.walk(ast.parse(path.read_text()))
    names = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} & SERVERS == set()


def test_the_server_knows_nothing_of_the_package() -> None:
    sources = [path for server in sorted(SERVERS) for path in (ROOT / server).rglob("*.py")]
    assert [path for path in sources if "evalplatform_sdk" in path.read_text()] == []
