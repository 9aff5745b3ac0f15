"""Which rows stay, and in which split each of them stands: one decision over the facts of all rows, a column at a time.

Each row is removed by the first step that removes it, so the rows that are kept and those that each step removed add up to all rows.
Every step follows from seed and content alone; only between rows that are equal in all that counts does the order of the rows decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.finetuning.asked import Curate, Dedupe, PairsFrom
from exports.finetuning.curate import components, near
from exports.finetuning.curate.order import Rows, begins_of, equal_hashes

Facts = NDArray[Any]
_HALF = np.uint64(32)
_ODD = np.uint64(0xD6E8FEB86659FD93)


class Removed(IntEnum):
    KEPT = 0
    DUPLICATE = 1
    NEAR_DUPLICATE = 2
    OVER_BALANCE = 3
    NOT_SAMPLED = 4
    IN_ANOTHER_SPLIT = 5


@dataclass(frozen=True)
class Decision:
    """One entry a row: a code of Removed; the index into `asked.split`, also for rows that are removed; the row that stays in place
    of a duplicate, -1 for any other.
    """

    removed: NDArray[np.uint8]
    split: NDArray[np.uint8]
    duplicate_of: Rows


def decide(facts: Facts, asked: Curate, *, signatures: NDArray[np.uint32] | None = None) -> Decision:
    """Duplicates out, then balance, then sample, then splits. `signatures` has one row for each of `facts` where near duplicates go out."""
    made = Decision(np.zeros(len(facts), np.uint8), np.zeros(len(facts), np.uint8), np.full(len(facts), -1, np.int64))
    if asked.dedupe is not Dedupe.NONE:
        _duplicates(facts, made)
    if asked.dedupe is Dedupe.NEAR and len(facts):
        if signatures is None or len(signatures) != len(facts):
            raise ValueError("Near duplicates need one signature a row.")
        _near_duplicates(facts, asked, signatures, made)
    if asked.balance:
        _balance(facts, asked.balance.at_most, made)
    if asked.sample is not None:
        _sample(facts, asked.sample, made)
    _split(facts, asked, made)
    return made


def splits(groups: NDArray[np.uint64], shares: Sequence[tuple[str, float]]) -> NDArray[np.uint8]:
    """The index into `shares` for each group: the split into whose interval the group's hash falls.

    The intervals lie in the order of the names, whatever the order of `shares`; a group moves only when a border moves over its hash.
    """
    by_name = sorted(range(len(shares)), key=lambda one: shares[one][0])
    whole = sum((Fraction(share) for _, share in shares), Fraction(0))
    borders, end = [], Fraction(0)
    for one in by_name[:-1]:
        end += Fraction(shares[one][1])
        borders.append(min(int(end / whole * 2**64), 2**64 - 1))
    found = np.searchsorted(np.array(borders, np.uint64), groups, side="right")
    return np.array(by_name, np.uint8)[found]


def _duplicates(facts: Facts, made: Decision) -> None:
    """Of equal rows the one with the highest score stays, NaN lowest, then the first."""
    rows, groups = equal_hashes(facts["content"])
    order = np.lexsort((rows, -facts["score"][rows], groups))
    rows, groups = rows[order], groups[order]
    begins = begins_of(groups)
    best = rows[np.maximum.accumulate(np.where(begins, np.arange(len(rows)), 0))]
    _remove(made, rows[~begins], Removed.DUPLICATE, best[~begins])


def _near_duplicates(facts: Facts, asked: Curate, signatures: NDArray[np.uint32], made: Decision) -> None:
    rows = _kept(made)
    stays = near.kept_for(signatures, rows, facts["score"][rows], similarity=asked.similarity)
    gone = stays != rows
    if _makes_pairs(asked):
        # Two answers to one prompt that differ by little, but by their score, are what pairs are made of.
        one, other = facts[rows[gone]], facts[stays[gone]]
        unscored = np.isnan(one["score"]) | np.isnan(other["score"])
        gone[gone] = (one["prompt"] != other["prompt"]).any(axis=1) | (one["score"] == other["score"]) | unscored
    _remove(made, rows[gone], Removed.NEAR_DUPLICATE, stays[gone])


def _balance(facts: Facts, at_most: int | None, made: Decision) -> None:
    rows = _kept(made)
    strata = facts["stratum"][rows]
    order = np.lexsort((facts["lot"][rows], strata))
    begins = np.flatnonzero(begins_of(strata[order]))
    sizes = np.diff(np.append(begins, len(rows)))
    limit = at_most if at_most is not None else int(sizes.min(initial=len(rows)))
    place = np.arange(len(rows)) - np.repeat(begins, sizes)
    _remove(made, rows[order[place >= limit]], Removed.OVER_BALANCE)


def _sample(facts: Facts, number: int, made: Decision) -> None:
    rows = _kept(made)
    if number < len(rows):
        order = np.argsort(facts["lot"][rows], kind="stable")
        _remove(made, rows[order[number:]], Removed.NOT_SAMPLED)


def _split(facts: Facts, asked: Curate, made: Decision) -> None:
    if len(asked.split) < 2:
        return
    groups = np.array(facts["group"])
    rows = _kept(made)
    if _makes_pairs(asked):
        groups[rows] = _with_prompts(facts, rows)
    made.split[:] = splits(groups, asked.split)
    same, content = equal_hashes(facts["content"], rows)
    order = np.lexsort((same, made.split[same], content))
    same, content = same[order], content[order]
    first = same[np.maximum.accumulate(np.where(begins_of(content), np.arange(len(same)), 0))]
    late = made.split[same] != made.split[first]
    _remove(made, same[late], Removed.IN_ANOTHER_SPLIT, first[late])


def _with_prompts(facts: Facts, rows: Rows) -> NDArray[np.uint64]:
    """For each of `rows` the group that decides where it goes, when neither a group nor a prompt may stand in two splits: groups that share
    a prompt go together. Of those the one with the lowest hash of its hash decides, so that the shares stay as they were asked for.
    """
    groups = facts["group"][rows]
    names = components.alone(len(rows))
    components.join_equal(names, names.copy(), groups)
    places, prompts = equal_hashes(facts["prompt"][rows])
    components.join_equal(names, places, prompts)
    shuffled = groups ^ groups >> _HALF
    shuffled *= _ODD
    shuffled ^= shuffled >> _HALF
    order = np.lexsort((groups, shuffled, names))
    decides = order[np.flatnonzero(begins_of(names[order]))]
    found = np.empty(len(rows), np.uint64)
    found[names[decides]] = groups[decides]
    return found[names]


def _makes_pairs(asked: Curate) -> bool:
    return asked.pairs is not None and asked.pairs.source is PairsFrom.SCORES


def _kept(made: Decision) -> Rows:
    return np.flatnonzero(made.removed == Removed.KEPT)


def _remove(made: Decision, rows: Rows, why: Removed, stays: Rows | None = None) -> None:
    made.removed[rows] = why
    if stays is not None:
        made.duplicate_of[rows] = stays
