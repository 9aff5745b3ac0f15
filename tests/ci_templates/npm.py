"""The programs of npm that check the templates, installed once for all test processes."""

import shutil
import subprocess
from pathlib import Path

from tests.made_once import made_once

HERE = Path(__file__).parent


def install(own: Path) -> Path:
    """The folder of the programs, below the folder that the test processes share."""
    return made_once(own, "ci-templates-npm", _install) / "node_modules" / ".bin"


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    done = subprocess.run(("npm", "ci", "--no-audit", "--no-fund"), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
