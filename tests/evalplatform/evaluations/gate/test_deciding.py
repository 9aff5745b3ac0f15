from typing import Any

import numpy as np
import pytest

from evalplatform.evaluations.gate.rules import Direction, Question, Rule
from evalplatform.evaluations.gate.verdict import Outcome
from tests.evalplatform.evaluations.gate.conftest import codes, judged, only
from tests.evalplatform.evaluations.gsm8k import TABLES, answers

NON_INFERIORITY = Question.NON_INFERIORITY
PAIRS = list(TABLES)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("question", list(Question))
@pytest.mark.parametrize("better_last", [True, False])
def test_every_pair_of_models_is_told_apart_by_all_questions(pair: tuple[str, str], question: Question, better_last: bool) -> None:
    baseline, candidate = answers(TABLES[pair][0])
    if pair == ("6b_verification", "175b_finetuning"):  # the only pair whose second model is the worse one
        baseline, candidate = candidate, baseline
    sides = (candidate, baseline) if better_last else (baseline, candidate)
    assert judged(Rule("a", question=question), *sides).verdict == (Outcome.PASS if better_last else Outcome.FAIL)


@pytest.mark.parametrize(
    ("pair", "loss", "verdict"),
    [
        (("6b_finetuning", "6b_verification"), 0.0, Outcome.PASS),
        (("6b_finetuning", "175b_finetuning"), 0.0, Outcome.PASS),
        (("6b_verification", "175b_finetuning"), 0.0, Outcome.NO_VERDICT),
        (("6b_verification", "175b_finetuning"), 0.05, Outcome.NO_VERDICT),
        (("6b_verification", "175b_finetuning"), 0.15, Outcome.PASS),
        (("175b_finetuning", "6b_verification"), 0.05, Outcome.NO_VERDICT),
        (("175b_verification", "175b_finetuning"), 0.05, Outcome.FAIL),
        (("175b_verification", "175b_finetuning"), 0.2, Outcome.NO_VERDICT),
    ],
    ids=str,
)
def test_a_hundred_questions_cannot_tell_it_all(pair: tuple[str, str], loss: float, verdict: Outcome) -> None:
    known = pair in TABLES
    baseline, candidate = answers(TABLES[pair if known else pair[::-1]][1])
    found = judged(Rule("a", question=NON_INFERIORITY, allowed_loss=loss), *((candidate, baseline) if known else (baseline, candidate)))
    assert found.verdict == verdict
    assert (codes(found) == ["undecided"]) is (verdict == Outcome.NO_VERDICT)


def test_more_examples_that_turn_out_alike_settle_it() -> None:
    baseline, candidate = answers(TABLES["6b_verification", "175b_finetuning"][1])
    rule = Rule("a", question=NON_INFERIORITY, allowed_loss=0.05)
    metric = only(judged(rule, candidate, baseline))
    assert metric.more_examples == 307
    assert "About 307 more" in metric.reasons[0].text
    times = 5  # 500 examples
    assert judged(rule, candidate * times, baseline * times).verdict == Outcome.PASS
    assert judged(rule, candidate * 4, baseline * 4).verdict == Outcome.NO_VERDICT


@pytest.mark.parametrize(("lost", "verdict"), [(5, Outcome.PASS), (6, Outcome.FAIL)])
def test_regression_fails_on_proof_alone(lost: int, verdict: Outcome) -> None:
    found = judged(Rule("a"), [0.0] * lost + [1.0] * 94, [1.0] * (94 + lost))
    assert (found.verdict, codes(found)) == (verdict, ["worse" if verdict == Outcome.FAIL else "not_worse"])


@pytest.mark.parametrize(
    ("allowed", "verdict"), [(0.0, Outcome.FAIL), (0.05, Outcome.FAIL), (0.12, Outcome.PASS), (0.2, Outcome.PASS), (2.0, Outcome.PASS)]
)
def test_regression_asks_for_more_than_the_allowed_loss(allowed: float, verdict: Outcome) -> None:
    found = judged(Rule("a", allowed_loss=allowed), [0.0] * 30 + [1.0] * 170, [1.0] * 200)
    assert (found.verdict, only(found).test) == (verdict, "tango_score" if allowed else "mcnemar_exact")


@pytest.mark.parametrize("question", list(Question))
def test_lower_is_better_is_the_mirror(question: Question) -> None:
    random = np.random.default_rng(30)
    baseline = random.lognormal(size=80)
    candidate = baseline * random.uniform(0.9, 1.6, size=80)
    sides: list[Any] = [candidate.tolist(), baseline.tolist()]
    lower = only(judged(Rule("a", Direction.LOWER, question, 0.01), *sides))
    higher = only(judged(Rule("a", Direction.HIGHER, question, 0.01), *((-one).tolist() for one in (candidate, baseline))))
    assert (lower.verdict, lower.p_value, lower.better, lower.worse) == (Outcome.FAIL, higher.p_value, higher.better, higher.worse)
    assert higher.interval is not None
    assert lower.interval == (-higher.interval[1], -higher.interval[0])
    assert lower.difference == pytest.approx(float((candidate - baseline).mean()))


@pytest.mark.parametrize(("direction", "verdict"), [(Direction.HIGHER, Outcome.FAIL), (Direction.LOWER, Outcome.PASS)])
@pytest.mark.parametrize("baseline", [[1.0] * 50, {"a": 0.9}], ids=["measured", "fixed"])
def test_zeros_and_ones_that_should_be_few(direction: Direction, verdict: Outcome, baseline: Any) -> None:
    metric = only(judged(Rule("a", direction), [0.0] * 20 + [1.0] * 30, baseline))
    assert (metric.verdict, metric.test) == (verdict, "mcnemar_exact" if isinstance(baseline, list) else "binomial_exact")


@pytest.mark.parametrize(
    ("direction", "floor", "verdict"),
    [
        (Direction.HIGHER, 0.7, Outcome.PASS),
        (Direction.HIGHER, 0.71, Outcome.FAIL),
        (Direction.LOWER, 0.7, Outcome.PASS),
        (Direction.LOWER, 0.69, Outcome.FAIL),
    ],
)
def test_floor_alone(direction: Direction, floor: float, verdict: Outcome) -> None:
    metric = only(judged(Rule("a", direction, allowed_loss=None, floor=floor), [0.1, 0.6, 1.4] * 10))
    assert (metric.verdict, metric.p_value, metric.baseline) == (verdict, None, None)


def test_floor_holds_beside_the_comparison() -> None:
    found = judged(Rule("a", floor=0.5), [1.0] * 20 + [0.0] * 30, [1.0] * 20 + [0.0] * 30)
    assert (found.verdict, codes(found)) == (Outcome.FAIL, ["beyond_floor", "not_worse"])


def test_interval_alone_does_not_pass() -> None:
    """Six of six better: the interval lies above 0, and the exact test has seen too little at one in a hundred."""
    rule = Rule("a", question=NON_INFERIORITY, alpha=0.02)
    metric = only(judged(rule, [1.0] * 100, [0.0] * 6 + [1.0] * 94))
    assert metric.interval is not None
    assert (metric.interval[0] > 0, metric.p_value, metric.verdict) == (True, 2 / 64, Outcome.NO_VERDICT)


def test_loss_that_cannot_be() -> None:
    rule = Rule("a", question=NON_INFERIORITY, allowed_loss=0.1)
    assert judged(rule, [0.0] * 100, {"a": 0.05}).verdict == Outcome.PASS


def test_fixed_numbers_as_baseline() -> None:
    rule = Rule("a", question=NON_INFERIORITY, allowed_loss=0.1)
    good, poor = [1.0] * 95 + [0.0] * 5, [1.0] * 60 + [0.0] * 40
    assert [judged(rule, one, {"a": 0.9}).verdict for one in (good, poor)] == [Outcome.PASS, Outcome.FAIL]
    metric = only(judged(rule, [one * 3 for one in good], {"a": 2.7}))
    assert (metric.verdict, metric.test, metric.baseline) == (Outcome.PASS, "permutation", 2.7)


@pytest.mark.parametrize("question", list(Question))
def test_identical_results(question: Question) -> None:
    same = np.random.default_rng(31).random(400).tolist()
    found = judged(Rule("a", question=question, allowed_loss=0.02), same, same)
    metric = only(found)
    assert (found.verdict, metric.p_value, metric.better, metric.worse) == (Outcome.PASS, metric.p_adjusted, 0, 0)
