"""The figures of a run as Markdown, and what they must be."""

import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.exporting import Run
from tests.benchmarks.loading import Loaded

LOAD_RATE = 10_000
RATIO = 0.85
RATIOS = {"job jsonl": RATIO, "job csv": RATIO, "stream jsonl": RATIO, "stream csv": RATIO, "job parquet": 0.6}  # of psql
FIRST_BYTE_SECONDS = 0.3
COMPILED = {"plain": 25_000, "tokens and exact": 8_000}  # rows a second of a core
API = {  # figure -> the least
    "list of 50 traces, of the bare view": 0.7,
    "POST traces, 1,000 items, traces/s": 3_000,
    "OTLP, 1,000 spans a call, spans/s": 3_000,
    "100,000 outputs scored by three scorers, one worker, results/s": 5_000,
}
API_MOST = {"one trace, 32 connections, p99 of p50": 5, "compare of 100,000 paired results by three metrics, s": 3}
PEAK_MEGABYTES = 200
GROWTH = 1.10
JUDGED_FROM_ROWS = 1_000_000  # below that the cost of a job outweighs its rows


@dataclass
class Report:
    """`runs` are the measured rounds of each case, `memory` the peak in MB after an export of so many rows, `pages`
    milliseconds, `api` each figure by its name.
    """

    rows: int
    machine: dict[str, str] = field(default_factory=dict)
    loads: list[Loaded] = field(default_factory=list)
    runs: dict[str, dict[str, list[Run]]] = field(default_factory=dict)
    memory: dict[int, float] = field(default_factory=dict)
    pages: dict[str, float] = field(default_factory=dict)
    api: dict[str, float] = field(default_factory=dict)

    def add(self, data: str, case: str, run: Run) -> None:
        self.runs.setdefault(data, {}).setdefault(case, []).append(run)

    def rate(self, data: str, case: str) -> float | None:
        """Rows a second, the median of the rounds."""
        found = self.runs.get(data, {}).get(case)
        return median(run.rows / run.seconds for run in found) if found else None

    def ratio(self, data: str, case: str) -> float | None:
        """The rate in that of psql in the same format: the median of the rounds' own, since a slow minute of the machine hits both."""
        format = case.split()[1] if " " in case else ""
        runs, bases = self.runs[data].get(case, []), self.runs[data].get(f"psql {format}", [])
        ratios = [(run.rows / run.seconds) / (base.rows / base.seconds) for run, base in zip(runs, bases, strict=False)]
        return median(ratios) if ratios else None

    def raw(self) -> dict[str, Any]:
        loads = [{**asdict(one), "key": "", "project_id": ""} for one in self.loads]
        return {**asdict(self), "loads": loads, "missed": self.missed()}

    def missed(self) -> list[str]:
        """The targets that this run does not reach; those that were not measured are not judged."""
        if self.rows < JUDGED_FROM_ROWS:
            return []
        found = [f"load_traces {one.slug}: {one.rate:,.0f} traces/s" for one in self.loads if one.slug == "large" and one.rate < LOAD_RATE]
        for data in self.runs:
            found += self._slow(data)
        found += [f"{name}: {self.api[name]:,.2f}" for name, least in API.items() if self.api.get(name, least) < least]
        found += [f"{name}: {self.api[name]:,.2f}" for name, most in API_MOST.items() if self.api.get(name, most) > most]
        found += [f"peak memory at {rows:,} rows: {peak:.0f} MB" for rows, peak in self.memory.items() if peak > PEAK_MEGABYTES]
        if len(self.memory) > 1:
            growth = self.memory[max(self.memory)] / self.memory[min(self.memory)]
            found += [f"peak memory grows to {growth:.2f} of that of fewer rows"] if growth > GROWTH else []
        return found

    def _slow(self, data: str) -> list[str]:
        ratios = {case: ratio for case in RATIOS if (ratio := self.ratio(data, case)) is not None}
        found = [f"{data}, {case}: {ratio:.2f} of psql" for case, ratio in ratios.items() if ratio < RATIOS[case]]
        first = {case: _first_byte(runs) for case, runs in self.runs[data].items()}
        for case, least in COMPILED.items() if data.startswith("one core") else ():
            rate = self.rate(data, case)
            found += [f"{data}, {case}: {rate:,.0f} rows/s"] if rate is not None and rate < least else []
        return found + [f"{data}, {case}: first byte after {1000 * one:.0f} ms" for case, one in first.items() if one > FIRST_BYTE_SECONDS]

    def markdown(self) -> str:
        parts = [
            _table(("machine", ""), list(self.machine.items())),
            _table(
                ("load_traces", "traces", "scores", "spans", "MB", "stored MB", "s", "traces/s", "MB/s"), [_load(one) for one in self.loads]
            ),
            *(
                _table((f"export, {data}", "rows", "MB", "s", "rows/s", "MB/s", "of psql", "first byte, ms"), self._cases(data))
                for data in self.runs
            ),
            _table(("list of traces, 50 a page", "ms"), [(name, f"{found:.1f}") for name, found in self.pages.items()]),
            _table(("the external API", ""), [(name, f"{one:,.0f}" if one >= 100 else f"{one:.2f}") for name, one in self.api.items()]),
            _table(("rows", "peak memory, MB"), [(f"{rows:,}", f"{peak:.0f}") for rows, peak in self.memory.items()]),
        ]
        return "\n\n".join(part for part in parts if part)

    def _cases(self, data: str) -> list[tuple[str, ...]]:
        return [self._case(data, case, runs) for case, runs in self.runs[data].items()]

    def _case(self, data: str, case: str, runs: list[Run]) -> tuple[str, ...]:
        seconds, size, rows = median(run.seconds for run in runs), runs[0].bytes / 1e6, runs[0].rows
        ratio = self.ratio(data, case)
        shown = f"{ratio:.2f}" if ratio is not None else ""
        begun = f"{1000 * _first_byte(runs):.0f}" if _first_byte(runs) else ""
        return case, f"{rows:,}", f"{size:,.0f}", f"{seconds:.2f}", f"{rows / seconds:,.0f}", f"{size / seconds:,.0f}", shown, begun


def _first_byte(runs: list[Run]) -> float:
    """Seconds, the median; 0 where there is none to wait for."""
    return median(run.first_byte or 0.0 for run in runs)


def _load(one: Loaded) -> tuple[str, ...]:
    speed = (f"{one.seconds:.1f}", f"{one.rate:,.0f}", f"{one.megabytes / one.seconds:.1f}")
    counts = (f"{one.rows:,}", f"{one.scores:,}", f"{one.spans:,}")
    return (one.slug, *counts, f"{one.megabytes:,.0f}", f"{one.stored:,.0f}", *speed)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Text to the left, figures to the right; nothing when there are no rows."""
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""


def machine() -> dict[str, str]:
    """What the figures depend on."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processor": f"{name}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }
