"""The JavaScript package as others have it: a copy of its folder alone, built there once for all test processes."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools import ROOT

SOURCE = ROOT / "sdk" / "javascript"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sdk-javascript"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_name("sdk-javascript-half")
            shutil.rmtree(made, ignore_errors=True)
            shutil.copytree(SOURCE, made, ignore=shutil.ignore_patterns("node_modules", "dist"))
            run(made, "npm", "ci", "--no-audit", "--no-fund")
            run(made, "npm", "run", "build")
            made.rename(folder)
    return folder


def run(folder: Path, *words: "str | Path", **environment: str) -> str:
    """What it prints. Fails with all that it said when it ends with another code than 0."""
    words = (shutil.which(words[0]) or words[0], *words[1:])
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, "NO_COLOR": "1", **environment}, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
