from typing import Any

import pytest

from evalplatform.evaluations.admin.explaining import in_words, verdict
from tests.evalplatform.evaluations.report.reports import HOSTILE, gate, metric


def test_what_was_measured_in_sentences() -> None:
    assert in_words(metric("a", "fail", more_examples=120, newly_errored=1, errored=2, clusters=10)) == [
        "a: 0.9 → 0.8",
        "40 examples were compared in 10 independent groups: 2 got better, 6 got worse. 2 errored here, 1 of them not in the other.",
        "The mean went from 0.9 to 0.8, a difference of -0.1, most likely between -0.2 and 0.",
        "Tango's score test asks how likely such numbers are, given that the loss is 0.05: p is 0.02; "
        "adjusted for all rules of the gate, as Holm does, 0.04.",
        "A loss of 0.1 would have been shown with a chance of 80 %. About 120 more examples, if they turn out alike, would settle it.",
    ]


NOTHING = dict.fromkeys(("baseline", "candidate", "difference", "interval", "p_value", "p_adjusted", "test", "detectable"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({**NOTHING, "n": 0, "reasons": []}, ["No example could be compared."]),
        (
            {**NOTHING, "n": 1, "clusters": 1, "better": 0, "worse": 1, "reasons": []},
            ["1 example was compared: 0 got better, 1 got worse."],
        ),
    ],
    ids=["none", "one"],
)
def test_of_what_was_not_measured_nothing_is_said(more: dict[str, Any], said: list[str]) -> None:
    assert in_words(metric("a", **more)) == said


def test_a_waiver_says_who_and_why() -> None:
    waived = metric("a", "fail", waiver={"who": "ann", "why": "known", "until": "2026-05-02T12:00:00+00:00"})
    whole, one = verdict(gate(waived), {"a": "higher"})
    assert (whole.facts[0].value, one.title) == ("Failed", "a: failed")
    assert one.says.endswith("Waived until 2026-05-02 12:00 UTC by ann: known")


def test_names_in_a_plot_are_escaped() -> None:
    _, one = verdict(gate(metric(HOSTILE)), {})
    assert "<img" not in one.drawing
    assert "&lt;img" in one.drawing
