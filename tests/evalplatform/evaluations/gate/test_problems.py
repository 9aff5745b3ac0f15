import math
from typing import Any

import pytest

from evalplatform.evaluations.gate.results import Results
from evalplatform.evaluations.gate.rules import Rule
from evalplatform.evaluations.gate.verdict import Outcome
from tests.evalplatform.evaluations.gate.conftest import codes, judged, measured, only

RULE = Rule("a")
GOOD = [1.0] * 40
BAD = [0.0] * 40


@pytest.mark.parametrize(
    ("candidate", "baseline", "code"),
    [
        ([], GOOD, "no_results"),
        (measured(b=GOOD), GOOD, "missing_metric"),
        (GOOD, measured(b=GOOD), "missing_in_baseline"),
        (GOOD, {"b": 1.0}, "missing_in_baseline"),
        (GOOD, None, "no_baseline"),
        (GOOD, GOOD + [1.0], "different_examples"),
        (GOOD + [0.0], GOOD, "different_examples"),
        (GOOD[:-1] + [math.nan], GOOD, "not_finite"),
        (GOOD[:-1] + [math.inf], GOOD, "not_finite"),
        (GOOD, GOOD[:-1] + [-math.inf], "not_finite"),
        (GOOD, {"a": math.nan}, "not_finite"),
        ([None] * 40, GOOD, "all_errored"),
        ([None] * 40, {"a": 0.5}, "all_errored"),
        (GOOD[:-1] + [None], GOOD, "newly_errored"),
        (GOOD[:-1] + [None], {"a": 0.5}, "newly_errored"),
        (GOOD[:9], GOOD[:9], "too_few"),
        (GOOD[:9], {"a": 0.5}, "too_few"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("question", ["regression", "non_inferiority"])
def test_never_passes(candidate: Any, baseline: Any, code: str, question: Any) -> None:
    verdict = judged(Rule("a", question=question, allowed_loss=0.5), candidate, baseline)
    assert (verdict.verdict, codes(verdict)) == (Outcome.NO_VERDICT, [code])
    assert (verdict.counts_as, verdict.exit_code) == ("fail", 2)
    assert only(verdict).p_value is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert codes(judged(RULE, [math.nan, None, 1.0], [1.0, 1.0])) == ["different_examples", "not_finite", "newly_errored"]


def test_no_overlap_at_all() -> None:
    candidate = Results([f"new {number}" for number in range(40)], {"a": GOOD})
    verdict = judged(RULE, candidate, GOOD)
    assert codes(verdict) == ["different_examples", "too_few", "too_few"]
    assert "40 examples are in the candidate only and 40 in the baseline only, of 80" in verdict.reasons[0].text


def test_a_suite_may_allow_some_unpaired_and_some_errored() -> None:
    allowed = judged(RULE, GOOD + [0.0], GOOD, max_unpaired=0.025)
    assert (allowed.verdict, allowed.only_candidate, allowed.only_baseline) == (Outcome.PASS, 1, 0)
    verdict = judged(Rule("a", max_errored=0.05), [None, None, *GOOD[2:]], GOOD)
    metric = only(verdict)
    assert (verdict.verdict, metric.n, metric.errored, metric.newly_errored) == (Outcome.PASS, 38, 2, 2)
    assert codes(judged(Rule("a", max_errored=0.04), [None, None, *GOOD[2:]], GOOD)) == ["newly_errored"]


def test_as_many_errors_elsewhere_still_hide_answers() -> None:
    assert codes(judged(RULE, [None, *GOOD[1:]], [*GOOD[:-1], None])) == ["newly_errored"]


def test_what_the_baseline_failed_on_is_left_out_and_counted() -> None:
    metric = only(judged(RULE, GOOD[:-1] + [None], [None, *GOOD[1:-1], None]))
    assert (metric.verdict, metric.n, metric.errored, metric.newly_errored, metric.errored_in_baseline) == (Outcome.PASS, 38, 1, 0, 2)


def test_error_is_no_zero() -> None:
    metric = only(judged(Rule("a", max_errored=0.5), [None] * 20 + GOOD[20:], GOOD))
    assert (metric.candidate, metric.baseline, metric.difference) == (1.0, 1.0, 0.0)


def test_how_many_are_wanting() -> None:
    assert only(judged(Rule("a", min_examples=100), GOOD, BAD)).more_examples == 60


@pytest.mark.parametrize(("groups", "verdict"), [(5, Outcome.NO_VERDICT), (6, Outcome.FAIL)])
def test_too_few_independent_groups(groups: int, verdict: Outcome) -> None:
    clusters = {number: number % groups for number in range(40)}
    found = judged(RULE, BAD, GOOD, clusters=clusters)
    assert (found.verdict, only(found).clusters) == (verdict, groups)
    assert ("fewer than 6" in found.reasons[0].text) is (verdict == Outcome.NO_VERDICT)


def test_more_metrics_need_more_groups() -> None:
    rules = tuple(Rule(name, min_examples=6) for name in "ab")
    six = measured(a=GOOD[:6], b=GOOD[:6])
    assert codes(judged(rules, six, six)) == ["too_few", "too_few"]


def test_names_are_only_text() -> None:
    name = "<b>точность\n{0}%s"
    assert codes(judged(Rule(name), GOOD, GOOD)) == ["missing_metric"]
    assert judged(Rule(name), GOOD, GOOD).reasons[0].text.startswith(name)
