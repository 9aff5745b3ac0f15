"""The programs of npm that check the templates, installed once for all test processes."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def install(own: Path) -> Path:
    """The folder of the programs, below the folder that the test processes share."""
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "ci-templates-npm"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_name("ci-templates-npm-half")
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, made)
            done = subprocess.run(("npm", "ci", "--no-audit", "--no-fund"), cwd=made, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            made.rename(folder)
    return folder / "node_modules" / ".bin"
