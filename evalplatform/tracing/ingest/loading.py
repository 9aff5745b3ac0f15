"""Lines of JSON into a project, batch by batch; of a long input a second process checks one batch while this one writes another."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from evalplatform.tracing.ingest.checking import Checked, RefusedLine, check
from evalplatform.tracing.ingest.files import Line, UnreadableInput
from evalplatform.tracing.ingest.outcome import Outcome, Status
from evalplatform.tracing.ingest.writer import write
from evalplatform.tracing.second_process import applying

MAX_BATCH_BYTES = 4 * 1024 * 1024  # half of PostgreSQL's default temp_buffers: beyond it the staged rows go to disk
BATCHES_BEFORE_HELP = 10  # a process takes a second to start, which a short input does not repay


@dataclass(frozen=True)
class Written:
    """One batch that is in: how many of its lines had which outcome, and those that were refused."""

    counts: Counter[Status]
    refused: tuple[RefusedLine, ...]


def load(project_id: UUID, lines: Iterable[Line], *, batch_rows: int) -> Generator[Written]:
    """Write all lines, each batch in a transaction of its own. Raises UnreadableInput once all lines before the damage are in."""
    damage: list[UnreadableInput] = []
    for batch, checked in _checked(_batches(lines, batch_rows, damage)):
        yield _written(batch, checked, write(project_id, checked.batch))
    if damage:
        raise damage[0]


def _batches(lines: Iterable[Line], rows: int, damage: list[UnreadableInput]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    try:
        for line in lines:
            batch.append(line)
            size += len(line.raw or b"")
            if len(batch) >= rows or size >= MAX_BATCH_BYTES:
                yield batch
                batch, size = [], 0
    except UnreadableInput as error:
        damage.append(error)
    if batch:
        yield batch


def _checked(batches: Iterator[list[Line]]) -> Iterator[tuple[list[Line], Checked]]:
    """Each batch with what became of it, in order: checked here until a second process is worth it and ready."""
    for batch in islice(batches, BATCHES_BEFORE_HELP):
        yield batch, check(batch)
    waiting = next(batches, None)
    if waiting is None:
        return
    with applying("evalplatform.tracing.ingest.checking.check") as helper:
        while not helper.poll():
            yield waiting, check(waiting)
            waiting = next(batches, None)
            if waiting is None:
                return
        helper.recv()
        helper.send(waiting)
        for batch in batches:
            result = helper.recv()
            helper.send(batch)
            yield waiting, result
            waiting = batch
        yield waiting, helper.recv()


def _written(lines: list[Line], checked: Checked, outcomes: list[Outcome]) -> Written:
    counts: Counter[Status] = Counter(outcome.status for outcome in outcomes)
    counts["refused"] += len(checked.refused)
    refused = list(checked.refused)
    if counts["refused"] > len(refused):
        raw = {line.number: line.raw for line in lines}
        for outcome in outcomes:
            if outcome.status == "refused":
                number = checked.numbers[outcome.index]
                refused.append(RefusedLine(number, outcome.problems, raw[number]))
    return Written(counts, tuple(sorted(refused, key=lambda line: line.number)))
