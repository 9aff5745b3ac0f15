from dataclasses import replace
from datetime import date

import pytest

from exports.finetuning.conversation import Labelled
from exports.finetuning.report.outcome import Outcome
from exports.finetuning.report.tally import Tally
from exports.finetuning.report.warnings import warnings
from exports.finetuning.targets import Limits, Needs, Status
from tests.exports.finetuning.report.conftest import Changed, PlainTarget, talk

KTO = PlainTarget(needs=Needs.LABEL)


def codes(tally: Tally, outcome: Outcome, target: PlainTarget) -> list[tuple[str, str]]:
    return [(one.level, one.code) for one in warnings(tally, outcome, target=target)]


def labelled(*, good: int, bad: int) -> Tally:
    one = Tally()
    for label in [True] * good + [False] * bad:
        one.line(Labelled(talk(2), label), characters=1, tokens=0)
    return one


def test_a_good_export_has_none(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    assert warnings(tally, outcome, target=target) == []


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(min_rows=5), []),
        (Limits(min_rows=6), [("error", "too_few_rows")]),
        (Limits(min_rows=5, advised_rows=6), [("warning", "few_rows")]),
        (Limits(min_rows=6, advised_rows=50), [("error", "too_few_rows")]),
        (Limits(max_rows=4), [("error", "too_many_rows")]),
        (Limits(max_rows=5), []),
        (Limits(max_validation_rows=0), [("error", "too_many_validation_rows")]),
        (Limits(max_validation_rows=1), []),
        (Limits(max_file_bytes=299), [("error", "file_too_big")]),
        (Limits(max_file_bytes=300), []),
    ],
)
def test_the_limits_of_the_target_are_held_against_the_files(
    limits: Limits, expected: list[tuple[str, str]], tally: Tally, outcome: Outcome, target: PlainTarget
) -> None:
    assert codes(tally, outcome, replace(target, limits=limits)) == expected


@pytest.mark.parametrize(("day", "code"), [(21, "target_past_date"), (22, "target_ends"), (23, "target_ends")])
def test_the_date_of_the_target_is_held_against_the_day_of_the_request(
    day: int, code: str, tally: Tally, outcome: Outcome, target: PlainTarget
) -> None:
    assert codes(tally, outcome, replace(target, deprecated_after=date(2026, 11, day))) == [("warning", code)]


def test_a_legacy_target_is_named(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    assert codes(tally, outcome, replace(target, status=Status.LEGACY)) == [("warning", "target_legacy")]


def test_a_split_that_got_nothing_is_named(tally: Tally, outcome: Outcome, changed: Changed, target: PlainTarget) -> None:
    found = changed(splits=(outcome.splits[0], replace(outcome.splits[1], lines=0)))
    (one,) = warnings(tally, found, target=target)
    assert one.message == "No line came into validation. There are too few groups for its share of 0.1."


def test_a_split_of_no_share_may_be_empty(tally: Tally, outcome: Outcome, changed: Changed, target: PlainTarget) -> None:
    found = changed(splits=(outcome.splits[0], replace(outcome.splits[1], lines=0, share=0.0)))
    assert warnings(tally, found, target=target) == []


def test_an_export_of_nothing_says_so_once(tally: Tally, outcome: Outcome, changed: Changed, target: PlainTarget) -> None:
    found = changed(splits=tuple(replace(split, lines=0) for split in outcome.splits))
    assert codes(tally, found, replace(target, limits=Limits(min_rows=10))) == [("error", "no_lines")]


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        (5, 0, [("error", "one_label")]),
        (0, 5, [("error", "one_label")]),
        (9, 1, [("warning", "rare_label")]),
        (1, 9, [("warning", "rare_label")]),
        (8, 2, []),
        (0, 0, []),
    ],
)
def test_labels_that_are_nearly_all_one_are_named(good: int, bad: int, expected: list[tuple[str, str]], outcome: Outcome) -> None:
    assert codes(labelled(good=good, bad=bad), outcome, KTO) == expected


def test_errors_come_first(tally: Tally, outcome: Outcome) -> None:
    target = PlainTarget(status=Status.LEGACY, limits=Limits(min_rows=10))
    assert [one.level for one in warnings(tally, outcome, target=target)] == ["error", "warning"]
