from uuid import UUID

import pytest

from tests.benchmarks.exporting import Run
from tests.benchmarks.loading import Loaded
from tests.benchmarks.report import Report


def loaded(seconds: float) -> Loaded:
    return Loaded("large", UUID(int=1), "a.secret", 1_000_000, 0, 0, 1_900.0, seconds, 2_500.0)


def report(*, job: float = 9.0, rows: int = 1_000_000) -> Report:
    """One where psql takes 8 s, the job `job` seconds, both three times that in one round, and the rest is as it should be."""
    found = Report(rows, loads=[loaded(80.0)], memory={100_000: 90.0, 1_000_000: 95.0})
    for slowness in (1.0, 3.0, 1.0):
        for case, seconds in (("job jsonl", job * slowness), ("psql jsonl", 8.0 * slowness)):
            found.add("large", case, Run(rows, 1_900_000_000, seconds, seconds))
    return found


def test_takes_the_median_of_the_rounds() -> None:
    assert report(job=10.0).rate("large", "job jsonl") == 100_000
    assert report(job=10.0).ratio("large", "job jsonl") == pytest.approx(0.8)


def test_a_run_that_reaches_all_targets_misses_none() -> None:
    assert report().missed() == []


def test_names_a_slow_export() -> None:
    assert report(job=10.0).missed() == ["large, job jsonl: 0.80 of psql"]


def test_names_a_slow_load() -> None:
    found = report()
    found.loads = [loaded(200.0)]
    assert found.missed() == ["load_traces large: 5,000 traces/s"]


def test_names_memory_that_is_too_much_and_memory_that_grows() -> None:
    found = report()
    found.memory = {100_000: 180.0, 1_000_000: 210.0}
    assert found.missed() == ["peak memory at 1,000,000 rows: 210 MB", "peak memory grows to 1.17 of that of fewer rows"]


def test_names_a_slow_comparison() -> None:
    found = report()
    found.api = {"compare of 100,000 paired results by three metrics, s": 3.5}
    assert found.missed() == ["compare of 100,000 paired results by three metrics, s: 3.50"]


def test_does_not_judge_a_small_run() -> None:
    assert report(job=100.0, rows=1_000).missed() == []


def test_writes_a_table_for_the_documentation() -> None:
    lines = report().markdown().splitlines()
    assert "| job jsonl | 1,000,000 | 1,900 | 9.00 | 111,111 | 211 | 0.89 |  |" in lines
    assert "| 1,000,000 | 95 |" in lines


def test_keeps_keys_out_of_the_raw_figures() -> None:
    assert "secret" not in str(report().raw())
