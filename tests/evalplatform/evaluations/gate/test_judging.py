import math
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest

from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Rule, Waiver
from evalplatform.evaluations.gate.verdict import Outcome
from evalplatform.evaluations.statistics.adjusting import holm
from tests.evalplatform.evaluations.gate.conftest import NOON, codes, judged, measured, only

GOOD, BAD = [1.0] * 40, [0.0] * 40
LATER, EARLIER = NOON + timedelta(days=1), NOON - timedelta(seconds=1)


def test_no_rules_is_no_verdict() -> None:
    verdict = judged((), GOOD, GOOD)
    assert (verdict.verdict, codes(verdict), verdict.exit_code) == (Outcome.NO_VERDICT, ["no_rules"], 2)


@pytest.mark.parametrize(
    ("scores", "verdict", "exit_code"),
    [
        ({"a": GOOD, "b": GOOD}, Outcome.PASS, 0),
        ({"a": GOOD, "b": BAD}, Outcome.FAIL, 1),
        ({"a": GOOD}, Outcome.NO_VERDICT, 2),
        ({"a": BAD}, Outcome.FAIL, 1),
    ],
    ids=["pass", "fail", "missing", "missing and failing"],
)
def test_one_metric_is_enough_to_fail(scores: dict[str, list[float]], verdict: Outcome, exit_code: int) -> None:
    found = judged((Rule("a"), Rule("b")), measured(**scores), measured(a=GOOD, b=GOOD))
    assert (found.verdict, found.exit_code) == (verdict, exit_code)


def test_suite_may_let_no_verdict_pass() -> None:
    found = judged(Rule("a"), measured(b=GOOD), GOOD, no_verdict_counts_as="pass")
    assert (found.verdict, found.counts_as, found.exit_code) == (Outcome.NO_VERDICT, "pass", 0)
    assert judged(Rule("a"), BAD, GOOD, no_verdict_counts_as="pass").exit_code == 1


def test_p_values_are_holms_over_what_is_compared() -> None:
    random = np.random.default_rng(40)
    names = ("a", "b", "c")
    candidate, baseline = (measured(**{name: random.random(60).tolist() for name in names}) for _ in range(2))
    rules = (*(Rule(name) for name in names[:2]), Rule("c", allowed_loss=None, floor=0.0))
    metrics = judged(rules, candidate, baseline).metrics
    assert [one.p_adjusted for one in metrics] == [*holm([one.p_value for one in metrics[:2]]), None]


def test_missing_metric_makes_no_other_one_easier_to_fail() -> None:
    candidate = [0.0] * 6 + [1.0] * 94
    rules = (Rule("a"), Rule("b"))
    found = judged(rules, candidate, measured(a=[1.0] * 100))
    assert (found.metrics[0].p_value, found.metrics[0].p_adjusted, found.verdict) == (2 / 64, 4 / 64, Outcome.NO_VERDICT)


@pytest.mark.parametrize("metric", [None, "a"])
def test_waived_failure_passes_and_names_the_waiver(metric: str | None) -> None:
    waiver = Waiver("ada@example.org", "new prompt, see #12", LATER, metric)
    found = judged(Rule("a"), BAD, GOOD, waivers=[waiver])
    assert (found.verdict, codes(found)) == (Outcome.PASS, ["worse", "waived"])
    assert (only(found).verdict, only(found).waiver) == (Outcome.FAIL, waiver)
    assert found.reasons[1].text == "a fails, and passes by a waiver of ada@example.org until 2026-05-02 12:00 UTC: new prompt, see #12"


@pytest.mark.parametrize("waiver", [Waiver("ada", "why", EARLIER), Waiver("ada", "why", LATER, "b")], ids=["expired", "other metric"])
def test_waiver_that_does_not_cover_does_nothing(waiver: Waiver) -> None:
    assert judged(Rule("a"), BAD, GOOD, waivers=[waiver]) == judged(Rule("a"), BAD, GOOD)


def test_waiver_is_no_verdict() -> None:
    found = judged(Rule("a"), measured(b=GOOD), GOOD, waivers=[Waiver("ada", "why", LATER)])
    assert (found.verdict, codes(found)) == (Outcome.NO_VERDICT, ["missing_metric"])


def test_order_of_results_does_not_matter() -> None:
    random = np.random.default_rng(41)
    ids = [UUID(int=number // 3) for number in range(300)]
    values, others = random.random((2, 300)).tolist()
    order = random.permutation(300).tolist()
    shuffled = Results([ids[place] for place in order], {"a": [values[place] for place in order]})
    clusters = {one: one.int % 20 for one in ids}
    straight, other = (
        only(judged(Rule("a"), side, Results(ids, {"a": others}), clusters=clusters)) for side in (Results(ids, {"a": values}), shuffled)
    )
    assert (straight.p_value, straight.n, straight.clusters) == (other.p_value, 100, 20)
    assert straight.interval == pytest.approx(other.interval, rel=1e-12)


def test_repeats_are_no_evidence_of_their_own() -> None:
    ids = [number for number in range(50) for _ in range(8)]
    candidate, baseline = (Results(ids, {"a": [float(number % 7 != rest) for number in ids]}) for rest in (1, 2))
    repeated = only(judged(Rule("a"), candidate, baseline))
    alone = [[float(number % 7 != rest) for number in range(50)] for rest in (1, 2)]
    assert repeated == only(judged(Rule("a"), *alone))


def test_numbers_near_the_edge_of_floats() -> None:
    for scale in (1e-200, 1e99):
        random = np.random.default_rng(42)
        candidate, baseline = (random.random((2, 40)) * scale).tolist()
        metric = only(judged(Rule("a"), candidate, baseline))
        assert metric.verdict == Outcome.PASS
        assert metric.interval is not None
        assert all(math.isfinite(one or 0.0) for one in (*metric.interval, metric.p_value, metric.detectable))
