"""`make test`: gets the tools, runs the checks and all tests. Exit code 3: all passed, but what needs a missing tool did not run.

make itself turns every failure into 2, so the code is also left in `.venv/test.status` for `.ci/run`.
"""

import os
import sys

import pytest

from tests import checks, tools

PROCESSES = min(os.cpu_count() or 1, 8)  # each has its own database and connections


def main() -> int:
    for tool in tools.missing():
        sys.stdout.write(f"getting {tool.name}: {'ok' if tools.get(tool) else 'not possible here'}\n")
    checked = checks.run(checks.CHECKS)
    code = int(pytest.main(["-n", str(PROCESSES), *sys.argv[1:]]))
    if not checked:
        sys.stdout.write("FAILED: a check, see above the tests\n")
    if missing := tools.missing():
        sys.stdout.write("".join(f"MISSING: {tool.name}; to run its tests, {tool.advice}\n" for tool in missing))
    return code or (0 if checked else 1) or (3 if missing else 0)


if __name__ == "__main__":
    code = main()
    (tools.ROOT / ".venv" / "test.status").write_text(f"{code}\n")
    sys.exit(code)
