"""One core that makes training lines of rows: everything that a shard does but for reading them and writing files."""

import time
from typing import Any
from uuid import UUID

from exports import source, spec
from exports.encoders.jsonl import Encoder
from exports.finetuning import compiling
from exports.training import preparing
from tests.benchmarks.exporting import Run

CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "tokens and exact": {"dedupe": "exact", "tokens": {"vocabulary": "o200k_base"}},
    "near": {"dedupe": "near"},
}
AT_ONCE = 200  # rows between two blocks, as a block of a shard has


def one_core(project_id: UUID, rows: int, curate: dict[str, Any]) -> Run:
    """Seconds of the processor, since what else runs on the machine is no cost of ours."""
    asked = spec.parse({"resource": "traces", "shape": "openai-chat", "curate": curate})
    found = source.rows(asked, project_id)[:rows]
    with source.connection() as connected:
        lines = b"".join(source.stream(connected, Encoder(asked.columns, formula_guard=False), found)).splitlines()
    shard = compiling.Shard(preparing.tools(asked, project_id))
    size, started = 0, time.process_time()
    for number, line in enumerate(lines):
        shard.add(line)
        if number % AT_ONCE == 0:
            size += len(shard.take()[0])
    size += len(shard.take()[0])
    seconds = time.process_time() - started
    return Run(len(lines), size, seconds, seconds)
