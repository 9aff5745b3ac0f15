"""Finds data in a text and puts something else in its place, until nothing more is found."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import re2

from exports.finetuning.redact.found import Kind
from exports.finetuning.redact.patterns import MAX_MEMORY, options

# What is left after a replacement may only now look like data, since it stands in other surroundings.
PASSES = 5
_MEMORY = 16 * 1024 * 1024

Replacement = Callable[[Kind, bytes], bytes]
Span = tuple[int, int]


class Hit(NamedTuple):
    start: int
    end: int
    kind: Kind
    value: bytes


class Scanner:
    """Knows what to look for. `labels` are those of all places that may have been filled before; these stay as they are."""

    def __init__(self, kinds: Sequence[Kind], *, own: Sequence[Kind], labels: frozenset[str]) -> None:
        expressions = [(kind, _compiled(kind.pattern, _MEMORY)) for kind in kinds]
        owned = [(kind, _compiled(kind.pattern, MAX_MEMORY)) for kind in own]
        together = [_compiled("|".join(f"(?:{kind.pattern})" for kind in kinds), _MEMORY)] if kinds else []
        self._each = expressions + owned
        self._any = together + [one for _, one in owned]
        self._filled = _compiled(rf"\[(?:{'|'.join(sorted(labels))})(?:_[0-9a-f]{{10}})?\]", _MEMORY)

    def may_hold_data(self, raw: bytes) -> bool:
        """False: there is none. True: it is worth a closer look."""
        return any(one.search(raw) is not None for one in self._any)

    def replace(self, raw: bytes, replacement: Replacement) -> bytes:
        """The text with another one for each that was found; the same object where nothing was."""
        for _ in range(PASSES):
            if not self.may_hold_data(raw) or not (hits := self._hits(raw)):
                break
            raw = _filled_in(raw, hits, replacement)
        return raw

    def _hits(self, raw: bytes) -> list[Hit]:
        """Without overlaps: what begins first wins, then what is longer, then the order of kinds."""
        filled = [match.span() for match in self._filled.finditer(raw)] if b"[" in raw else []
        seen = _blanked(raw, filled)
        found = [hit for kind, pattern in self._each if kind.needs in raw for hit in _accepted(seen, kind, pattern)]
        found = [hit for one in found if (hit := _widened(one, filled))] if filled else found
        found.sort(key=lambda one: (one.start, -one.end))
        kept: list[Hit] = []
        for hit in found:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept


def _accepted(raw: bytes, kind: Kind, pattern: Any) -> Iterator[Hit]:
    position = 0
    while match := pattern.search(raw, position):
        start, end = match.span()
        if found := kind.accept(raw, start, end):
            yield Hit(found.start, found.end, kind, found.value)
            position = max(found.end, start + 1)  # the candidate may be longer than what is meant
        else:
            position = start + 1 if kind.nested else end


def _blanked(raw: bytes, filled: list[Span]) -> bytes:
    """As long as before, with NUL in the filled places, which is a part of no data and parts a word from what stands beside it."""
    if not filled:
        return raw
    blank = bytearray(raw)
    for start, end in filled:
        blank[start:end] = bytes(end - start)
    return bytes(blank)


def _widened(hit: Hit, filled: list[Span]) -> Hit | None:
    """With all of the filled places that it reaches into; None where there is nothing but these."""
    start, end, inside = hit.start, hit.end, 0
    index = max(0, bisect_right(filled, (start, start)) - 1)
    while index < len(filled) and filled[index][0] < hit.end:
        first, last = filled[index]
        if last > hit.start:
            start, end = min(start, first), max(end, last)
            inside += last - first
        index += 1
    return hit._replace(start=start, end=end) if end - start > inside else None


def _filled_in(raw: bytes, hits: list[Hit], replacement: Replacement) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for hit in hits:
        pieces += raw[position : hit.start], replacement(hit.kind, hit.value)
        position = hit.end
    pieces.append(raw[position:])
    return b"".join(pieces)


def _compiled(pattern: str, memory: int) -> Any:
    asked = options()
    asked.max_mem = memory
    return re2.compile(pattern, asked)
