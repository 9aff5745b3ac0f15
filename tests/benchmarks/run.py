"""The cases, in the order in which they are measured."""

import sys
import time
from pathlib import Path

from django.db import connection

from tests.benchmarks import contrast, exporting, inputs, loading, report
from tests.benchmarks.loading import Loaded
from tests.benchmarks.report import Report
from tests.benchmarks.stage import Stage

NARROW_BYTES, WIDE_BYTES = 1_900, 20_000
CONTRAST_ROWS = 20_000


def measure(stage: Stage, *, rows: int, cases: tuple[str, ...], compressions: tuple[str, ...], rounds: int) -> Report:
    """Load and measure; the wide traces come last, so that they do not stand in the way of the others."""
    found = Report(rows, machine=report.machine() | {"PostgreSQL": _server_version()})
    formats = [format for format in ("jsonl", "csv") if format in cases]
    narrow = inputs.generated(stage.cache, rows, NARROW_BYTES)
    large = _load(stage, found, "large", narrow)
    if "memory" in cases:
        _memory(stage, found, [_load(stage, found, "small", inputs.head(narrow, rows // 10)), large])
    for format in formats:
        _rounds(stage, found, large, format, compressions, rounds)
    if "drf" in cases:
        _contrast(found, large, rounds)
    if formats:
        wide = _load(stage, found, "wide", inputs.generated(stage.cache, rows // 10, WIDE_BYTES))
        for format in formats:
            _rounds(stage, found, wide, format, compressions, rounds)
    return found


def _load(stage: Stage, found: Report, slug: str, file: Path) -> Loaded:
    _say(f"loading {slug}")
    loaded = loading.load(stage, slug, file)
    found.loads.append(loaded)
    return loaded


def _rounds(stage: Stage, found: Report, loaded: Loaded, format: str, compressions: tuple[str, ...], rounds: int) -> None:
    """The job and psql by turns."""
    for round in range(rounds + 1):
        _say(f"{loaded.slug} {format}, {f'round {round}' if round else 'warm-up'}")
        run, question = exporting.job(stage, loaded, format, "none")
        made = {f"job {format}": run, f"psql {format}": exporting.psql(stage, question)}
        for compression in compressions:
            made[f"job {format} {compression}"], _ = exporting.job(stage, loaded, format, compression)
        for case, run in made.items() if round else ():
            found.add(loaded.slug, case, run)


def _memory(stage: Stage, found: Report, projects: list[Loaded]) -> None:
    """The peak of a fresh server after one export of each format."""
    for loaded in projects:
        _say(f"memory at {loaded.rows:,} rows")
        stage.restart()
        for format in ("jsonl", "csv"):
            exporting.job(stage, loaded, format, "gzip")
        if peak := stage.peak_megabytes():
            found.memory[loaded.rows] = peak


def _contrast(found: Report, loaded: Loaded, rounds: int) -> None:
    rows = min(CONTRAST_ROWS, loaded.rows)
    for round in range(rounds + 1):
        run = contrast.serializer_view(loaded.project_id, rows)
        if round:
            found.add(loaded.slug, "DRF jsonl", run)


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")
