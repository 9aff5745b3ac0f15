"""The run: load, then each case a warm-up and three rounds, psql and the job by turns; then memory; then the verdict."""

import argparse
import signal
import sys
from pathlib import Path

import orjson

from tests.benchmarks import stage

CASES = ("jsonl", "csv", "json", "parquet", "one-worker", "training", "pages", "api", "scoring", "drf", "memory", "wide")
ROUNDS = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="traces of about 1.9 kB; for the case wide a tenth of them with 20 kB")
    parser.add_argument("--only", choices=CASES, action="append", help="instead of all cases; may be given more than once")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="measured after the warm-up; the figures are their medians")
    parser.add_argument("--json", type=Path, help="where the raw figures go")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    with stage.opened() as opened:
        from tests.benchmarks.run import measure  # needs the settings, and those the database

        report = measure(opened, rows=options.rows, cases=tuple(options.only or CASES), rounds=options.rounds)
    if options.json:
        options.json.write_bytes(orjson.dumps(report.raw(), option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    sys.stdout.write(f"\n{report.markdown()}\n\n")
    sys.stdout.write("".join(f"MISSED: {target}\n" for target in report.missed()))
    return 1 if report.missed() else 0


sys.exit(main())
