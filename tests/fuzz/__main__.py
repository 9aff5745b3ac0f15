"""`make fuzz`: twenty thousand calls of schemathesis to a server of its own, which must answer all of them as docs/openapi.json says."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.evalplatform.management.commands.running import Up
from tests.fuzz.running import SETTINGS, callers, errors_of, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=300, help="cases of each operation in each phase")
    examples = parser.parse_args().examples
    with tempfile.TemporaryDirectory(prefix="evalplatform-fuzz-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o711)  # PostgreSQL may run as another user than we
        up = Up(folder / "var", **SETTINGS)
        try:
            up.start()
            return _report(up, folder, examples)
        finally:
            up.end()


def _report(up: Up, folder: Path, examples: int) -> int:
    calls, failed, started = 0, False, time.monotonic()
    for caller in callers(up):
        seen = run(up, caller, folder, "--max-examples", str(examples), "--workers", "4")
        calls, failed = calls + seen.calls, failed or seen.code != 0
        sys.stdout.write(seen.output)
    if wrong := errors_of(up):
        sys.stdout.write("\n".join(["The server logged errors:", *wrong[:20], ""]))
    sys.stdout.write(f"{calls:,} calls in {time.monotonic() - started:.0f} s: {'FAILED' if failed or wrong else 'ok'}\n")
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
