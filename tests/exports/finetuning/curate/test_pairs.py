import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.asked import Pairs
from exports.finetuning.curate.pairs import pairs
from tests.exports.finetuning.curate.conftest import facts

NAN = math.nan


def made(scores: list[float], **asked: Any) -> list[list[int]]:
    """Pairs of one prompt."""
    found: list[list[int]] = pairs(facts(len(scores), score=scores), Pairs(**asked)).tolist()
    return found


def test_the_best_over_the_worst() -> None:
    assert made([0.5, 1.0, 0.0, 0.2], min_gap=0.1) == [[1, 2]]
    assert made([0.5, 1.0, 0.0, 0.2], min_gap=0.1, per_prompt=2) == [[1, 2], [0, 3]]


def test_ties_go_to_the_first_row() -> None:
    assert made([0, 1, 0, 1, 1], per_prompt=2) == [[1, 0], [3, 2]]


def test_rows_are_used_again_only_where_others_do_not_suffice() -> None:
    assert made([0, 1, 0, 0], per_prompt=2) == [[1, 0], [1, 2]]
    assert made([0, 1, 0, 0], per_prompt=9) == [[1, 0], [1, 2], [1, 3]]
    assert made([1, 0, 1, 0], per_prompt=3) == [[0, 1], [2, 3], [0, 3]]
    assert made([1, 0, 1, 0], per_prompt=9) == [[0, 1], [2, 3], [0, 3], [2, 1]]


@pytest.mark.parametrize("scores", [[1.0], [NAN, 1.0], [NAN, NAN], [1.0, 1.0], [0.0, 0.5], [math.inf, math.inf], []], ids=str)
def test_no_pair(scores: list[float]) -> None:
    assert made(scores) == []
    assert pairs(facts(len(scores), score=scores), Pairs()).shape == (0, 2)


def test_equal_scores_are_no_pair_whatever_the_gap() -> None:
    assert made([1.0, 1.0], min_gap=0.0) == []
    assert made([1.0, 1.0 + 2**-40], min_gap=0.0) == [[1, 0]]


def test_the_gap_forgives_rounding() -> None:
    assert 0.9 - 0.8 < 0.1
    assert made([0.8, 0.9], min_gap=0.1) == [[1, 0]]
    assert made([0.8, 0.8999999], min_gap=0.1) == []


def test_infinity_is_a_score() -> None:
    assert made([-math.inf, 3.0, math.inf], min_gap=5, per_prompt=3) == [[2, 0], [2, 1], [1, 0]]


def test_equal_conversations_are_no_pair() -> None:
    rows = facts(3, score=[1, 0, 0], content=[8, 8, 9])
    assert pairs(rows, Pairs()).tolist() == [[0, 2]]


def test_both_halves_of_the_hash_tell_a_prompt() -> None:
    rows = facts(6, score=[0, 1, 0, 1, 0, 1], prompt=[1, 2, 3, 3, 2, 70])
    assert pairs(rows, Pairs()).tolist() == [[1, 4], [3, 2]]


SCORES = st.sampled_from([0.0, 0.25, 0.5, 1.0, NAN])
DRAWN = st.lists(st.tuples(st.integers(0, 3), SCORES, st.integers(0, 9)), max_size=20)


@given(DRAWN, st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0]), st.integers(1, 30))
def test_against_all_pairs(drawn: list[tuple[int, float, int]], gap: float, per_prompt: int) -> None:
    prompts, scores, contents = (list(one) for one in zip(*drawn, strict=True)) if drawn else ([], [], [])
    rows = facts(len(drawn), prompt=prompts, score=scores, content=contents)
    found = [tuple(one) for one in pairs(rows, Pairs(min_gap=gap, per_prompt=per_prompt)).tolist()]
    assert len(found) == len(set(found))
    for prompt in set(prompts):
        known = {(contents[row], scores[row]): row for row in reversed(range(len(prompts))) if prompts[row] == prompt}
        answers = [*known.values()]  # of equal answers with one score the first
        possible = {
            (one, other) for one in answers for other in answers
            if scores[one] > scores[other] and scores[one] - scores[other] >= gap and contents[one] != contents[other]
        }  # fmt: skip
        mine = [one for one in found if prompts[one[0]] == prompt]
        assert set(mine) <= possible
        assert len(mine) == min(per_prompt, len(possible))
    assert all(prompts[one] == prompts[other] for one, other in found)


@given(DRAWN)
def test_a_better_row_first_and_no_row_twice_if_it_can_be_helped(drawn: list[tuple[int, float, int]]) -> None:
    scores = [score for _, score, _ in drawn]
    found = made(scores, min_gap=0.25, per_prompt=len(drawn) + 1)
    known = sorted(one for one in scores if one == one)
    apart = sum(high - low >= 0.25 for low, high in zip(known, reversed(known), strict=True))
    used = [row for pair in found[:apart] for row in pair]
    assert len(used) == len(set(used)) == 2 * apart
    gaps = [scores[one] - scores[other] for one, other in found]
    assert gaps[:1] == ([known[-1] - known[0]] if apart else [])
    assert gaps[:apart] == sorted(gaps[:apart], reverse=True)


def test_a_hot_prompt() -> None:
    scores = np.arange(100_000) % 1000
    found = pairs(facts(100_000, score=scores), Pairs(per_prompt=3))
    assert found.tolist() == [[999, 0], [1999, 1000], [2999, 2000]]


def test_equal_answers_with_other_scores_are_not_tried_one_by_one() -> None:
    same = facts(20_000, score=[0.0, 1.0] * 10_000, content=[7] * 20_000)
    assert pairs(same, Pairs()).tolist() == []
