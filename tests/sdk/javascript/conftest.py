"""The JavaScript package as others have it: a copy of its folder alone, built there once for all test processes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.made_once import made_once
from tests.tools import ROOT

SOURCE = ROOT / "sdk" / "javascript"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory.getbasetemp(), "sdk-javascript", _build)


def _build(folder: Path) -> None:
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules", "dist"), dirs_exist_ok=True)
    run(folder, "npm", "ci", "--no-audit", "--no-fund")
    run(folder, "npm", "run", "build")


def run(folder: Path, *words: "str | Path", **environment: str) -> str:
    """What it prints. Fails with all that it said when it ends with another code than 0."""
    words = (shutil.which(words[0]) or words[0], *words[1:])
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, "NO_COLOR": "1", **environment}, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
