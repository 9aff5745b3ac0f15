"""Two rows that answer one prompt to one line: which pairs there are is told by the scores, and each is compiled here."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from exports.finetuning import compiling, stored
from exports.finetuning.breaches import Rejected, reject
from exports.finetuning.compiling import Tools
from exports.finetuning.conversation import Conversation, Preference
from exports.finetuning.curate.decide import Decision, Removed
from exports.finetuning.curate.pairs import pairs
from exports.finetuning.report.spread import Spread
from exports.finetuning.report.tally import Tally

if TYPE_CHECKING:
    from exports.finetuning.assembling import Sink

BATCH = 500


@dataclass(frozen=True)
class Paired:
    """`kept` marks the rows that stand in a line; `rejected` counts those that stand in none, but in a pair that broke a rule."""

    tally: Tally
    kept: NDArray[Any]
    rejected: int
    unpaired: int
    lines: tuple[int, ...]
    tokens: tuple[Spread, ...]


class Halves:
    """The conversations that wait in the parts, by the place of their facts."""

    def __init__(self, parts: list[Path], counts: list[int], facts: NDArray[Any]) -> None:
        self._facts = facts
        self._ends = np.cumsum(counts)
        self._paths = parts
        self._files: list[Any] = []

    def __enter__(self) -> "Halves":
        self._open = ExitStack()
        self._files = [self._open.enter_context(path.open("rb")) for path in self._paths]
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def get(self, row: int) -> Conversation:
        file = self._files[int(np.searchsorted(self._ends, row, side="right"))]
        file.seek(int(self._facts["offset"][row]))
        return stored.load(file.read(int(self._facts["length"][row])))

    def trace(self, row: int) -> str:
        high, low = self._facts["id"][row].tolist()
        return str(UUID(int=high << 64 | low))


def write(
    halves: Halves, facts: NDArray[Any], decision: Decision, tools: Tools, sink: "Sink", progress: Callable[[int, int], None]
) -> Paired:
    """Give a line for each pair to the sink, in the order of the better rows."""
    assert tools.asked.pairs
    remaining = np.flatnonzero(decision.removed == Removed.KEPT)
    found = remaining[pairs(facts[remaining], tools.asked.pairs)]
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    tally, counts = Tally(), [0] * len(tools.asked.split)
    spreads = tuple(Spread() for _ in counts)
    kept, tried = np.zeros(len(facts), bool), np.zeros(len(facts), bool)
    size = 0
    with halves:
        for position, (better, worse) in enumerate(found.tolist()):
            tried[[better, worse]] = True
            try:
                line, tokens = _line(halves.get(better), halves.get(worse), tools, tally)
            except Rejected as error:
                tally.rejected(error.breaches[0].rule)
                sink.reject(compiling.rejection([halves.trace(better), halves.trace(worse)], error.breaches, tools))
                continue
            split = int(decision.split[better])
            sink.lines(split, [line])
            kept[[better, worse]] = True
            counts[split] += 1
            spreads[split].add(tokens)
            size += len(line)
            if position % BATCH == 0:
                progress(sum(counts), size)
    return Paired(tally, kept, int((tried & ~kept).sum()), len(remaining) - int(tried.sum()), tuple(counts), spreads)


def _line(better: Conversation, worse: Conversation, tools: Tools, tally: Tally) -> tuple[bytes, int]:
    if better.prompt != worse.prompt or better.tools != worse.tools:
        raise reject("prompts_differ", "", "The two answers were given to different prompts or with different tools.")
    if better.answer == worse.answer:
        raise reject("same_answers", "", "Both answers are the same, so neither is the better one.")
    pair = Preference(better.prompt, better.answer, worse.answer, better.tools, better.parallel_tool_calls)
    line, tokens, _ = compiling.compile_example(pair, tools, tally)
    return line, tokens
