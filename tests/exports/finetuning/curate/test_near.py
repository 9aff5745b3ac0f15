import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from exports.finetuning.curate import near
from exports.finetuning.curate.signatures import _digest, _shingles, least_equal, sign_text


def drawn(seed: int, count: int, *, bases: int) -> list[str]:
    """Texts that differ from one of a few by some words, so that all degrees of likeness occur."""
    chance = random.Random(seed)
    kinds = [[f"{base}.{number}" for number in range(120)] for base in range(bases)]
    made = []
    for _ in range(count):
        words = list(chance.choice(kinds))
        for _ in range(chance.choice((0, 1, 1, 2, 4, 30))):
            words[chance.randrange(120)] = f"x{chance.random()}"
        made.append(" ".join(words))
    return made


def signed(texts: list[str]) -> NDArray[np.uint32]:
    return np.array([sign_text(one) for one in texts], np.uint32).reshape(-1, 128)


def jaccard(one: str, other: str) -> float:
    mine, theirs = set(_shingles(one)), set(_shingles(other))
    return len(mine & theirs) / len(mine | theirs)


def kept_for(found: NDArray[np.uint32], scores: list[float] | None = None, similarity: float = 0.85) -> NDArray[np.int64]:
    given_scores = np.array(scores) if scores is not None else np.full(len(found), np.nan)
    return near.kept_for(found, np.arange(len(found)), given_scores, similarity=similarity)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_against_the_exact_index_of_all_pairs(seed: int) -> None:
    texts = drawn(seed, 40, bases=3)
    found = signed(texts)
    stays = kept_for(found)
    kept = np.flatnonzero(stays == np.arange(40))
    for row, other in enumerate(stays.tolist()):
        assert other in kept
        assert row == other or jaccard(texts[row], texts[other]) > 0.7  # 5 standard deviations below what was asked for
    for one in kept.tolist():
        assert all(one == other or jaccard(texts[one], texts[other]) < 0.97 for other in kept.tolist())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_none_goes_but_for_one_that_is_alike_and_no_worse(seed: int) -> None:
    found = signed(drawn(seed, 40, bases=2))
    scores = np.random.default_rng(seed).choice([0.0, 1.0, np.nan], 40)
    stays = near.kept_for(found, np.arange(40), scores, similarity=0.6)
    gone = np.flatnonzero(stays != np.arange(40))
    assert (np.count_nonzero(found[gone] == found[stays[gone]], axis=1) >= least_equal(0.6)).all()
    rank = [(-one if one == one else np.inf, row) for row, one in enumerate(scores.tolist())]
    assert all(rank[stays[row]] < rank[row] for row in gone.tolist())


def test_the_best_stays_then_the_first() -> None:
    found = signed([drawn(1, 1, bases=1)[0]] * 4)
    assert kept_for(found).tolist() == [0, 0, 0, 0]
    assert kept_for(found, [np.nan, 0.5, 1.0, 1.0]).tolist() == [2, 2, 2, 2]
    assert kept_for(found, [np.nan, -np.inf, np.nan, -np.inf]).tolist() == [1, 1, 1, 1]


def test_a_chain_does_not_remove_what_is_unlike_the_one_that_stays() -> None:
    base = _digest(["a"], 128)
    chain = np.array([[value + (lane < 8 * step) * (lane // 8 + 1) for lane, value in enumerate(base)] for step in range(9)], np.uint32)
    assert kept_for(chain, similarity=0.85).tolist() == [0, 0, 0, 3, 3, 3, 6, 6, 6]
    assert near.clusters(chain, np.arange(9), similarity=0.85).tolist() == [0] * 9


def test_the_size_of_the_chunks_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    found = signed(drawn(3, 60, bases=3))
    whole = kept_for(found).tolist()
    monkeypatch.setattr(near, "CHUNK", 7)
    assert kept_for(found).tolist() == whole
    assert len(set(whole)) < 60


def test_rounds_are_counted_and_what_is_left_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    base = np.array([_digest(["a"], 128)], np.uint32)
    chain = base + np.array([[(lane < 8 * step) * (lane // 8 + 1) for lane in range(128)] for step in range(9)], np.uint32)
    monkeypatch.setattr(near, "ROUNDS", 1)
    assert kept_for(chain).tolist() == [0, 0, 0, 3, 4, 5, 6, 7, 8]


def test_only_the_rows_that_are_asked_for() -> None:
    found = signed(["a b c d"] * 5)
    rows = np.array([1, 3, 4])
    assert near.kept_for(found, rows, np.array([0.0, 2.0, 1.0]), similarity=0.85).tolist() == [3, 3, 3]
    assert near.kept_for(found, rows[:0], np.zeros(0), similarity=0.85).tolist() == []


def test_a_large_bucket_is_compared_in_part_but_its_twins_are_found() -> None:
    chance = np.random.default_rng(5)
    found = chance.integers(0, 2**32, (3000, 128), np.uint32)
    found[:, near.lanes_of_bands(0.6)[:15]] = 7  # all in one bucket of each of these bands, none near another
    found[1500:] = found[:1500]
    assert near.kept_for(found, np.arange(3000), np.zeros(3000), similarity=0.6).tolist() == [*range(1500), *range(1500)]


def test_each_row_of_a_large_bucket_is_compared_with_its_first() -> None:
    found = np.random.default_rng(6).integers(0, 2**32, (200, 128), np.uint32)
    lanes = near.lanes_of_bands(0.85)
    found[:, lanes[0]] = 7
    found[100] = found[0]
    found[100, lanes[1:, 0]] += 1  # still similar, but no other band is shared
    assert np.flatnonzero(kept_for(found) != np.arange(200)).tolist() == [100]


def test_a_crowd_of_equal_rows_is_compared_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    alike = near._alike

    def counted(signatures: NDArray[np.uint32], one: NDArray[np.int64], other: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
        compared.append(len(one))
        return alike(signatures, one, other, least)

    monkeypatch.setattr(near, "_alike", counted)
    assert not kept_for(np.zeros((20_000, 128), np.uint32)).any()
    assert sum(compared) == 2 * 19_999


@pytest.mark.parametrize(("similarity", "expected"), [(0.5, (42, 3)), (0.85, (16, 8)), (0.95, (8, 16)), (1.0, (1, 128))])
def test_bands(similarity: float, expected: tuple[int, int]) -> None:
    assert near.bands(similarity) == expected


@pytest.mark.parametrize("similarity", [0.5, 0.7, 0.85, 0.95])
def test_bands_find_what_is_just_similar_enough(similarity: float) -> None:
    chance = np.random.default_rng(11)
    one = chance.integers(0, 2**32, (2000, 128), np.uint32)
    other = np.where(chance.random((2000, 128)) < similarity, one, one + 1)
    lanes = near.lanes_of_bands(similarity)
    found = (near.band_hashes(one, lanes) == near.band_hashes(other, lanes)).any(axis=1)
    assert found.mean() > 0.98
