"""`make check`: what is checked without running the product. All of it runs, then the failures are shown."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from tests.tools import ROOT

CHECKS = {
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy", "."),
    "layers": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo"),
    # It looks at the database too where there is one; without one it only warns.
    "migrations": ("-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run"),
    "schema": ("manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull),
}
ARCHITECTURE = {"architecture": ("-m", "pytest", "tests/architecture", "-p", "no:randomly")}


def run(checks: dict[str, tuple[str, ...]]) -> bool:
    """Run `checks`, two at a time, print a line for each and the output of those that fail; True when none does."""
    with tempfile.TemporaryDirectory() as data_dir, ThreadPoolExecutor(2) as pool:
        environment = {**os.environ, "DATA_DIR": data_dir, "SECRET_KEY": "only-for-checks-" + "x" * 40}
        return all(list(pool.map(lambda name: _run(name, checks[name], environment), checks)))


def _run(name: str, arguments: tuple[str, ...], environment: dict[str, str]) -> bool:
    start = time.monotonic()
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    seconds = time.monotonic() - start
    if done.returncode == 0:
        sys.stdout.write(f"check {name}: ok ({seconds:.1f} s)\n")
    else:
        sys.stdout.write(f"check {name}: FAILED ({seconds:.1f} s): python {' '.join(arguments)}\n{done.stdout.rstrip()}\n")
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if run(CHECKS | ARCHITECTURE) else 1)
