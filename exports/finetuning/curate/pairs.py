"""Pairs of a better and a worse answer to the same prompt, told by their scores: for all prompts at once, a pair of each at a time."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.finetuning.asked import Pairs
from exports.finetuning.curate.order import Rows, begins_of, equal_hashes

ROUNDING = 4  # units in the last place: 0.9 - 0.8 is to be a gap of 0.1


class Ranks:
    """The rows that can pair, prompt by prompt: `best` first the highest score, `worst` first the lowest, ties in the order of the rows.
    A prompt's rows stand in both from `begin` on, `size` many.
    """

    def __init__(self, facts: NDArray[Any]) -> None:
        scored = _different(facts, np.flatnonzero(~np.isnan(facts["score"])))
        rows, prompts = equal_hashes(facts["prompt"], scored)
        scores = facts["score"][rows]
        self.best = rows[np.lexsort((rows, -scores, prompts))]
        self.worst = rows[np.lexsort((rows, scores, prompts))]
        self.begin = np.flatnonzero(begins_of(np.sort(prompts)))
        self.size = np.diff(np.append(self.begin, len(rows)))


def pairs(facts: NDArray[Any], asked: Pairs) -> Rows:
    """Rows (chosen, rejected): all first pairs in the order of the prompts' hashes, then all second ones, and so on.

    The first pair of a prompt is the best over the worst, the next the second best over the second worst, so no row is used twice. Only
    when no more of these are far enough apart, and fewer than `per_prompt`, rows are used again: the best over the second worst, the second
    best over the worst, and so on. Rows without a score, equal scores and equal conversations never pair,
    and of equal conversations with one score only the first does.
    """
    ranks = Ranks(facts)
    made = np.zeros(len(ranks.begin), np.int64)
    found = [np.empty((0, 2), np.int64)]
    for chosen, rejected, prompts in _apart(facts, ranks, asked, made):
        differ = (facts["content"][chosen] != facts["content"][rejected]).any(axis=1)
        found.append(np.column_stack((chosen[differ], rejected[differ])))
        made[prompts[differ]] += 1
    return np.concatenate(found)


def _apart(facts: NDArray[Any], ranks: Ranks, asked: Pairs, made: Rows) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Chosen and rejected rows and their prompts, for prompts of which fewer than `per_prompt` pairs are made.

    With i the rank from the best and j from the worst: the further from the ends, the smaller the gap. So a diagonal of the table of i
    and j ends with its first pair that is too close, and the last diagonal is the one that has none.
    """
    open_prompts = np.arange(len(ranks.begin))
    for distance in count():
        going_on = np.zeros(len(ranks.begin), bool)
        for down, up in ((0, distance), (distance, 0))[: 1 if distance == 0 else 2]:
            along = open_prompts
            for step in count():
                along = along[(made[along] < asked.per_prompt) & (ranks.size[along] > step + distance)]
                chosen = ranks.best[ranks.begin[along] + step + down]
                rejected = ranks.worst[ranks.begin[along] + step + up]
                far = _far(facts["score"][chosen], facts["score"][rejected], asked.min_gap)
                along, chosen, rejected = along[far], chosen[far], rejected[far]
                if not len(along):
                    break
                going_on[along] = True
                yield chosen, rejected, along
        open_prompts = np.flatnonzero(going_on & (made < asked.per_prompt))
        if not len(open_prompts):
            return


def _different(facts: NDArray[Any], rows: Rows) -> Rows:
    """One row of each prompt, conversation and score: of a thousand equal answers no two make a pair, so nobody has to try them all."""
    order = rows[np.lexsort((rows, facts["score"][rows], *facts["content"][rows].T, *facts["prompt"][rows].T))]
    if not len(order):
        return order
    same = np.ones(len(order) - 1, bool)
    for key in (facts["score"][order], *facts["content"][order].T, *facts["prompt"][order].T):
        same &= key[1:] == key[:-1]
    return np.sort(order[np.concatenate(([True], ~same))])


def _far(high: NDArray[np.float64], low: NDArray[np.float64], gap: float) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", over="ignore"):
        rounding = ROUNDING * np.spacing(np.maximum(np.abs(high), np.abs(low)))
        far: NDArray[np.bool_] = (high > low) & ((high - low >= gap) | (high - low + rounding >= gap))
    return far
