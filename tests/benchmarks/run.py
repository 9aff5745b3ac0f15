"""The cases, in the order in which they are measured."""

import sys
import time
from pathlib import Path
from typing import Any

from django.db import connection

from tests.benchmarks import api, compiling, contrast, exporting, inputs, loading, pages, report, scoring
from tests.benchmarks.loading import Loaded
from tests.benchmarks.report import Report
from tests.benchmarks.stage import Stage

# The codec inside a Parquet file is its own, and zstd the default.
COMPRESSIONS = {"jsonl": ("none", "gzip", "zstd"), "csv": ("none", "gzip", "zstd"), "json": ("none",), "parquet": ("zstd", "gzip")}
PAGES_DURING: dict[str, dict[str, Any]] = {
    "a JSONL export": {},
    "a Parquet export": {"format": "parquet"},
    "an openai-chat export": {"shape": "openai-chat"},
}
ONE_WORKER = {"EXPORT_PARALLEL_SHARDS": "1"}
NARROW_BYTES, WIDE_BYTES = 1_900, 20_000
CONTRAST_ROWS = 20_000


def measure(stage: Stage, *, rows: int, cases: tuple[str, ...], rounds: int) -> Report:
    """Load and measure; the wide traces come last, so that they do not stand in the way of the others."""
    found = Report(rows, machine=report.machine() | {"PostgreSQL": _server_version()})
    formats = [format for format in COMPRESSIONS if format in cases]
    narrow = inputs.generated(stage.cache, rows, NARROW_BYTES)
    large = _load(stage, found, "large", narrow)
    if "memory" in cases:
        _memory(stage, found, [_load(stage, found, "small", inputs.head(narrow, rows // 10)), large])
    for format in formats:
        _rounds(stage, found, large, format, COMPRESSIONS[format], rounds)
    for case, work in {"one-worker": _one_worker, "training": _training, "pages": _pages, "api": _api, "scoring": _scoring}.items():
        if case in cases:
            work(stage, found, large, rounds)
    if "drf" in cases:
        _contrast(found, large, rounds)
    if "wide" in cases:
        wide = _load(stage, found, "wide", inputs.generated(stage.cache, rows // 10, WIDE_BYTES))
        for format in ("jsonl", "csv"):
            _rounds(stage, found, wide, format, ("none", "gzip"), rounds)
    return found


def _load(stage: Stage, found: Report, slug: str, file: Path) -> Loaded:
    _say(f"loading {slug}")
    loaded = loading.load(stage, slug, file)
    found.loads.append(loaded)
    return loaded


def _rounds(stage: Stage, found: Report, loaded: Loaded, format: str, compressions: tuple[str, ...], rounds: int) -> None:
    """Job, stream and psql by turns."""
    for round in range(rounds + 1):
        _say(f"{loaded.slug} {format}, {f'round {round}' if round else 'warm-up'}")
        first, *others = compressions
        run, question = exporting.job(stage, loaded, format, first)
        made = {f"job {format}": run, f"psql {format}": exporting.psql(stage, question)}
        made[f"stream {format}"] = exporting.stream(stage, loaded, format, first)
        for compression in others if round else ():
            made[f"job {format} {compression}"], _ = exporting.job(stage, loaded, format, compression)
            made[f"stream {format} {compression}"] = exporting.stream(stage, loaded, format, compression)
        for case, run in made.items() if round else ():
            found.add(loaded.slug, case, run)


def _one_worker(stage: Stage, found: Report, loaded: Loaded, rounds: int) -> None:
    """A server that works on one shard at a time."""
    stage.restart(**ONE_WORKER)
    for format in ("jsonl", "csv"):
        for round in range(rounds):
            _say(f"{loaded.slug} {format}, one worker, round {round + 1}")
            found.add(loaded.slug, f"job {format} none one worker", exporting.job(stage, loaded, format, "none")[0])
    stage.restart()


def _training(stage: Stage, found: Report, loaded: Loaded, rounds: int) -> None:
    """One core without a server, and a whole job with exact duplicates out."""
    for round in range(rounds + 1):
        _say(f"training files, {f'round {round}' if round else 'warm-up'}")
        made = {name: compiling.one_core(loaded.project_id, CONTRAST_ROWS, curate) for name, curate in compiling.CASES.items()}
        for name, run in made.items() if round else ():
            found.add("one core, openai-chat", name, run)
    body = {"shape": "openai-chat", "curate": {"dedupe": "exact", "split": {"train": 0.9, "validation": 0.1}}}
    found.add("large", "job openai-chat", exporting.training_job(stage, loaded, body))


def _pages(stage: Stage, found: Report, loaded: Loaded, rounds: int) -> None:
    _say("pages")
    first, late = pages.first_and_late(stage, loaded)
    found.pages["page 1, median"], found.pages[f"page {min(pages.LATE_PAGE, loaded.rows // pages.PAGE_ROWS):,}, median"] = first, late
    found.pages["page 1, p95"], _ = pages.p95(stage, loaded)
    for name, asked in PAGES_DURING.items():
        going_on = exporting.begun(stage, loaded, asked)
        found.pages[f"page 1, p95, during {name}"], calls = pages.p95(stage, loaded, going_on=going_on)
        _say(f"{calls} pages during {name}")
        while going_on():
            time.sleep(exporting.POLL_SECONDS)


def _api(stage: Stage, found: Report, loaded: Loaded, rounds: int) -> None:
    _say("the external API")
    found.api |= api.figures(stage, loaded)


def _scoring(stage: Stage, found: Report, loaded: Loaded, rounds: int) -> None:
    _say("scoring")
    found.api |= scoring.figures(scoring.project())


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
