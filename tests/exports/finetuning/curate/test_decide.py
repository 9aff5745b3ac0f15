import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from exports.finetuning.asked import Balance, Curate, Dedupe, Pairs, PairsFrom
from exports.finetuning.curate import hashing
from exports.finetuning.curate.decide import Decision, Removed, decide, splits
from exports.finetuning.facts import FACTS
from tests.exports.finetuning.curate.conftest import facts

EXACT = Curate(dedupe=Dedupe.EXACT)
SPLIT = Curate(split=(("train", 0.8), ("validation", 0.1), ("test", 0.1)))


def codes(found: Decision) -> list[str]:
    return [Removed(code).name for code in found.removed.tolist()]


def test_of_nothing() -> None:
    found = decide(facts(0), replace(SPLIT, dedupe=Dedupe.NEAR, balance=Balance("model"), sample=3), signatures=None)
    assert [len(one) for one in (found.removed, found.split, found.duplicate_of)] == [0, 0, 0]


def test_nothing_is_asked_for() -> None:
    found = decide(facts(4, content=[1, 1, 2, 2]), Curate())
    assert (found.removed.tolist(), found.split.tolist(), found.duplicate_of.tolist()) == ([0] * 4, [0] * 4, [-1] * 4)


def test_of_duplicates_the_best_stays() -> None:
    rows = facts(7, content=[1, 2, 1, 2, 1, 3, 3], score=[0.5, math.nan, 0.9, -math.inf, 0.9, math.nan, math.nan])
    found = decide(rows, EXACT)
    assert found.duplicate_of.tolist() == [2, 3, -1, -1, 2, -1, 5]
    assert found.removed.tolist() == [1, 1, 0, 0, 1, 0, 1]


def test_near_duplicates_after_exact_ones() -> None:
    signatures = np.array([[1] * 128, [1] * 128, [2] * 128, [1] * 120 + [3] * 8], np.uint32)
    found = decide(facts(4, content=[5, 5, 6, 7], score=[1, 2, 3, 4]), Curate(dedupe=Dedupe.NEAR), signatures=signatures)
    assert codes(found) == ["DUPLICATE", "NEAR_DUPLICATE", "KEPT", "KEPT"]
    assert found.duplicate_of.tolist() == [1, 3, -1, -1]


def test_near_duplicates_want_a_signature_a_row() -> None:
    with pytest.raises(ValueError, match="one signature a row"):
        decide(facts(2), Curate(dedupe=Dedupe.NEAR), signatures=np.zeros((1, 128), np.uint32))


def test_near_answers_to_one_prompt_may_make_a_pair() -> None:
    rows = facts(5, prompt=[1, 1, 1, 2, 1], score=[1.0, 0.0, 1.0, 0.5, math.nan])
    asked = Curate(dedupe=Dedupe.NEAR, pairs=Pairs(score="correct"))
    found = decide(rows, asked, signatures=np.zeros((5, 128), np.uint32))
    assert codes(found) == ["KEPT", "KEPT", "NEAR_DUPLICATE", "NEAR_DUPLICATE", "NEAR_DUPLICATE"]


@pytest.mark.parametrize(("at_most", "expected"), [(2, [1, 2, 3, 5]), (1, [2, 5]), (None, [1, 2, 3, 5]), (0, []), (9, [0, 1, 2, 3, 4, 5])])
def test_balance_keeps_the_lowest_lots(at_most: int | None, expected: list[int]) -> None:
    rows = facts(6, stratum=[7, 7, 7, 9, 7, 9], lot=[30, 20, 10, 2, 25, 1])
    found = decide(rows, Curate(balance=Balance("model", at_most)))
    assert np.flatnonzero(found.removed == Removed.KEPT).tolist() == expected
    assert set(codes(found)) <= {"KEPT", "OVER_BALANCE"}


def test_another_seed_samples_and_splits_otherwise_and_the_same_seed_alike() -> None:
    def kept(seed: int) -> list[tuple[int, int]]:
        groups, lots = ([hashing.stable(seed, word, row) for row in range(300)] for word in ("group", "lot"))
        found = decide(facts(300, group=groups, lot=lots), replace(SPLIT, sample=100))
        return [(row, int(found.split[row])) for row in np.flatnonzero(found.removed == Removed.KEPT).tolist()]

    assert kept(1) == kept(1)
    assert len(kept(1)) == len(kept(2)) == 100
    assert 0 < len(set(kept(1)) & set(kept(2))) < 60


def test_sample_takes_the_lowest_lots_and_then_the_first() -> None:
    rows = facts(5, lot=[4, 3, 3, 3, 1])
    assert codes(decide(rows, Curate(sample=3))) == ["NOT_SAMPLED", "KEPT", "KEPT", "NOT_SAMPLED", "KEPT"]
    assert not decide(rows, Curate(sample=5)).removed.any()
    assert decide(rows, Curate(sample=0)).removed.all()


def test_facts_mapped_from_disk_in_any_number_of_parts(tmp_path: Path) -> None:
    rows = facts(100, content=np.arange(100) // 3, score=np.arange(100) % 2, stratum=np.arange(100) % 5)
    (tmp_path / "facts").write_bytes(b"".join(rows[start : start + 7].tobytes() for start in range(0, 100, 7)))
    asked = replace(SPLIT, dedupe=Dedupe.EXACT, balance=Balance("model"), sample=20)
    whole, mapped = decide(rows, asked), decide(np.memmap(tmp_path / "facts", FACTS, "r"), asked)
    assert (whole.removed == mapped.removed).all()
    assert np.bincount(mapped.removed, minlength=5)[[0, 1, 4]].tolist() == [20, 66, 10]


def test_splits_lie_in_the_order_of_their_names() -> None:
    groups = np.array([0, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1], np.uint64)
    assert splits(groups, (("train", 0.5), ("a", 0.25), ("b", 0.25))).tolist() == [1, 1, 2, 2, 0, 0]
    assert splits(groups, (("b", 0.25), ("train", 0.5), ("a", 0.25))).tolist() == [2, 2, 0, 0, 1, 1]


@pytest.mark.parametrize("sizes", [(0.8, 0.1, 0.1), (0.34, 0.33, 0.33), (0.98, 0.01, 0.01)], ids=str)
def test_shares_are_kept_within_chance(sizes: tuple[float, ...]) -> None:
    groups = np.array([hashing.stable(4, "group", number) for number in range(100_000)], np.uint64)
    found = np.bincount(splits(groups, tuple(zip(("train", "validation", "test"), sizes, strict=True))), minlength=3)
    for number, share in zip(found.tolist(), sizes, strict=True):
        assert abs(number - share * 100_000) < 4 * (share * (1 - share) * 100_000) ** 0.5


def test_a_group_stays_where_it_is_when_others_come_and_go() -> None:
    rows = facts(1000, group=np.repeat(facts(100)["group"], 10))
    whole, some = decide(rows, SPLIT).split, np.arange(0, 1000, 7)
    assert (decide(rows[some], SPLIT).split == whole[some]).all()
    assert all(len(set(whole[start : start + 10].tolist())) == 1 for start in range(0, 1000, 10))
    assert set(whole.tolist()) == {0, 1, 2}


def test_content_stands_in_one_split_only() -> None:
    rows = facts(6, content=[1, 1, 2, 2, 1, 3], group=np.array([0.9, 0.1, 0.95, 0.05, 0.85, 0.5]) * 2**64)
    asked = Curate(split=(("train", 0.5), ("test", 0.5)))  # by name, test has the lower half
    found = decide(rows, asked)
    assert found.split.tolist() == [0, 1, 0, 1, 0, 0]
    assert found.duplicate_of.tolist() == [-1, 0, -1, 2, -1, -1]
    assert codes(found) == ["KEPT", "IN_ANOTHER_SPLIT", "KEPT", "IN_ANOTHER_SPLIT", "KEPT", "KEPT"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=30))
def test_pairs_neither_part_a_group_nor_a_prompt(links: list[tuple[int, int]]) -> None:
    groups, prompts = zip(*links, strict=True) if links else ((), ())
    rows = facts(len(links), group=facts(9)["group"][list(groups)], prompt=prompts)
    found = decide(rows, replace(SPLIT, pairs=Pairs(score="correct"))).split.tolist()
    for keys in (groups, prompts):
        assert all(len({split for key, split in zip(keys, found, strict=True) if key == one}) == 1 for one in set(keys))


def test_groups_that_go_together_keep_to_the_shares() -> None:
    rows = facts(60_000, prompt=np.arange(60_000) // 3)
    asked = replace(SPLIT, pairs=Pairs(score="correct"))
    found = np.bincount(decide(rows, asked).split[::3], minlength=3)
    assert [abs(number - share * 20_000) < 170 for number, share in zip(found.tolist(), (0.8, 0.1, 0.1), strict=True)] == [True] * 3
    edits = replace(SPLIT, pairs=Pairs(source=PairsFrom.EDITS))
    assert (decide(rows, edits).split == decide(rows, SPLIT).split).all()


SCORES = st.sampled_from([0.0, 1.0, math.nan, math.inf, -math.inf])
ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 2), st.integers(0, 9), SCORES), max_size=25)
ASKED = st.builds(
    Curate,
    dedupe=st.sampled_from([Dedupe.NONE, Dedupe.EXACT]),
    balance=st.none() | st.builds(Balance, st.just("model"), st.none() | st.integers(0, 4)),
    sample=st.none() | st.integers(0, 12),
    split=st.sampled_from([(("train", 1.0),), (("train", 0.7), ("test", 0.3)), SPLIT.split]),
)


def columns(drawn: list[tuple[int, int, int, int, float]]) -> NDArray[Any]:
    content, group, stratum, lot, score = (list(one) for one in zip(*drawn, strict=True)) if drawn else ([], [], [], [], [])
    return facts(len(drawn), content=content, group=facts(4)["group"][group], stratum=stratum, lot=lot, score=score)


@settings(max_examples=200, deadline=None)
@given(ROWS, ASKED)
def test_against_plain_python(drawn: list[tuple[int, int, int, int, float]], asked: Curate) -> None:
    rows = columns(drawn)
    found = decide(rows, asked)
    assert (found.removed.tolist(), found.duplicate_of.tolist(), found.split.tolist()) == plain(rows, asked)


def plain(rows: NDArray[Any], asked: Curate) -> tuple[list[int], list[int], list[int]]:
    """What the docstrings say, row by row."""
    removed, stays = [0] * len(rows), [-1] * len(rows)
    told = [tuple(one) for one in rows["content"].tolist()]
    kept = list(range(len(rows)))

    def keep(those: set[int], why: Removed) -> None:
        for row in set(kept) - those:
            removed[row] = why
        kept[:] = [row for row in kept if row in those]

    if asked.dedupe is Dedupe.EXACT:
        rank = {row: (math.isnan(score), -score if score == score else 0, row) for row, score in enumerate(rows["score"].tolist())}
        best = {row: min((one for one in kept if told[one] == told[row]), key=rank.__getitem__) for row in kept}
        stays = [best[row] if best[row] != row else -1 for row in kept]
        keep(set(best.values()), Removed.DUPLICATE)
    lots = rows["lot"].tolist()
    if asked.balance:
        keep(plain_balance(sorted(kept, key=lots.__getitem__), rows["stratum"].tolist(), asked.balance.at_most), Removed.OVER_BALANCE)
    if asked.sample is not None:
        keep(set(sorted(kept, key=lots.__getitem__)[: asked.sample]), Removed.NOT_SAMPLED)
    split = [plain_split(group, dict(asked.split)) for group in rows["group"].tolist()]
    for row in list(kept):
        first = min((one for one in kept if told[one] == told[row]), key=lambda one: (split[one], one))
        if split[first] != split[row]:
            removed[row], stays[row] = Removed.IN_ANOTHER_SPLIT, first
    return removed, stays, split


def plain_balance(rows: list[int], strata: list[int], at_most: int | None) -> set[int]:
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(strata[row], []).append(row)
    limit = at_most if at_most is not None else min(map(len, found.values()), default=0)
    return {row for those in found.values() for row in those[:limit]}


def plain_split(group: int, shares: dict[str, float]) -> int:
    place, end = Fraction(group, 2**64) * sum(map(Fraction, shares.values())), Fraction(0)
    for name in sorted(shares):
        end += Fraction(shares[name])
        if place < end:
            return list(shares).index(name)
    raise AssertionError
