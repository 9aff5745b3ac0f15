"""From the parts of all shards to the lines of the training files: which stay, in which split each stands, and what is told of it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from exports.finetuning import pairing, sidecars
from exports.finetuning.compiling import Tools
from exports.finetuning.curate.decide import Decision, Removed, decide
from exports.finetuning.curate.signatures import SIGNATURE
from exports.finetuning.facts import FACTS
from exports.finetuning.report.spread import Spread, spread
from exports.finetuning.report.tally import Tally
from exports.finetuning.sidecars import Damaged

WINDOW_BYTES = 4 * 1024 * 1024


class Sink(Protocol):
    """Takes the lines of all splits in their order, and the lines of rejects.jsonl."""

    def lines(self, split: int, lines: list[bytes], /) -> None: ...

    def reject(self, data: bytes, /) -> None: ...


@dataclass(frozen=True)
class Part:
    """A finished shard: where its lines are, and their SHA-256 in hex."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Outcome:
    """What became of all rows: selected = kept + rejected + the sum of removed.

    `lines` and `tokens` of a line are by split; of pairs a line has two rows. `sources` are the ids of the rows that stand in a line,
    16 bytes each, in their order.
    """

    tally: Tally
    selected: int
    kept: int
    rejected: int
    removed: dict[str, int]
    lines: tuple[int, ...]
    tokens: tuple[Spread, ...]
    sources: NDArray[Any]
    paired: bool = False


def assemble(parts: Sequence[Part], tools: Tools, sink: Sink, *, scratch: Path, progress: Callable[[int, int], None]) -> Outcome:
    """Give what stays to the sink. Raises Damaged, when nothing of what the sink has may be used."""
    places = [one.path for one in parts]
    tally = sidecars.tally(places)
    selected = tally.rows
    for position, place in enumerate(places):
        for block in sidecars.blocks(place, "rejects", position):
            sink.reject(block)
    facts = sidecars.array(places, "facts", FACTS, joined=scratch / "all.facts")
    signed = _signatures(places, tools, scratch) if len(facts) else None
    decision = decide(facts, tools.asked, signatures=signed)
    leaked = sum(tally.leaks().values())
    if tools.halves:
        made = pairing.write(_halves(parts, facts), facts, decision, tools, sink, progress)
        tally.merge(made.tally)
        removed = {**_removed(decision), **tally.leaks(), "not_paired": made.unpaired}
        rejected = selected - len(facts) - leaked + made.rejected
        kept, ids = int(made.kept.sum()), _ids(facts, made.kept)
        return Outcome(tally, selected, kept, rejected, removed, made.lines, made.tokens, ids, paired=True)
    lines = _copy(parts, facts, decision, sink, progress, splits=len(tools.asked.split))
    kept = decision.removed == Removed.KEPT
    removed = {**_removed(decision), **tally.leaks()}
    rejected = selected - len(facts) - leaked
    tokens = tuple(spread(facts["tokens"][kept & (decision.split == number)]) for number in range(len(lines)))
    return Outcome(tally, selected, int(kept.sum()), rejected, removed, lines, tokens, _ids(facts, kept))


def _signatures(places: list[Path], tools: Tools, scratch: Path) -> NDArray[Any] | None:
    if tools.asked.dedupe != "near":
        return None
    flat = sidecars.array(places, "signatures", SIGNATURE.base, joined=scratch / "all.signatures")
    return flat.reshape(-1, *SIGNATURE.shape)


def _removed(decision: Decision) -> dict[str, int]:
    counts = np.bincount(decision.removed, minlength=len(Removed))
    return {one.name.lower(): int(counts[one]) for one in Removed if one is not Removed.KEPT and counts[one]}


def _ids(facts: NDArray[Any], kept: NDArray[Any]) -> NDArray[Any]:
    ids: NDArray[Any] = facts["id"][kept].astype(">u8")
    return ids


def _copy(
    parts: Sequence[Part], facts: NDArray[Any], decision: Decision, sink: Sink, progress: Callable[[int, int], None], *, splits: int
) -> tuple[int, ...]:
    """Copy the lines that stay, as they are; how many of each split."""
    counts, rows, size = [0] * splits, 0, 0
    for start, window in _windows(parts, facts):
        base = int(facts["offset"][start.start])
        offsets = (facts["offset"][start] - base).tolist()
        ends = (facts["offset"][start] - base + facts["length"][start]).tolist()
        removed, split = decision.removed[start], decision.split[start]
        for number in range(splits):
            chosen = np.flatnonzero((removed == Removed.KEPT) & (split == number)).tolist()
            if chosen:
                sink.lines(number, [window[offsets[one] : ends[one]] for one in chosen])
                counts[number] += len(chosen)
                rows += len(chosen)
        size += len(window)
        progress(rows, size)
    return tuple(counts)


def _windows(parts: Sequence[Part], facts: NDArray[Any]) -> Iterator[tuple[slice, bytes]]:
    """The lines of all parts in windows of some megabytes, each with the places of its facts. Raises Damaged."""
    begin = 0
    for position, (part, count) in enumerate(zip(parts, _counts(parts), strict=True)):
        yield from (
            (slice(begin + start, begin + end), window) for start, end, window in _read(part, position, facts[begin : begin + count])
        )
        begin += count


def _counts(parts: Sequence[Part]) -> list[int]:
    return [sidecars.size(part.path, "facts") // FACTS.itemsize for part in parts]


def _halves(parts: Sequence[Part], facts: NDArray[Any]) -> pairing.Halves:
    """The parts, read through once to see that they are whole. Raises Damaged."""
    for _ in _windows(parts, facts):
        pass
    return pairing.Halves([part.path for part in parts], _counts(parts), facts)


def _read(part: Part, position: int, mine: NDArray[Any]) -> Iterator[tuple[int, int, bytes]]:
    digest, start = hashlib.sha256(), 0
    try:
        with part.path.open("rb") as file:
            while start < len(mine):
                base = int(mine["offset"][start])
                end = max(start + 1, int(np.searchsorted(mine["offset"], np.uint64(base + WINDOW_BYTES))))
                window = file.read(int(mine["offset"][end - 1]) + int(mine["length"][end - 1]) - base)
                digest.update(window)
                yield start, end, window
                start = end
            digest.update(file.read())
    except FileNotFoundError:
        raise Damaged(position) from None
    if digest.hexdigest() != part.sha256:
        raise Damaged(position)
