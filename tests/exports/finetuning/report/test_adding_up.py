from dataclasses import replace

import pytest

from exports.finetuning.report.adding_up import check
from exports.finetuning.report.outcome import DataFile, DoesNotAddUp, Outcome, Rows, Split
from exports.finetuning.report.tally import Tally
from tests.exports.finetuning.report.conftest import Changed


def paired(outcome: Outcome, *, kept: int, lines: int) -> Outcome:
    rows = Rows(selected=10, kept=kept, rejected=0, removed={"not_paired": 10 - kept}, paired=True)
    files = (DataFile("train-00000-of-00001.jsonl", lines, 1, "a" * 64, "train"),)
    return replace(outcome, rows=rows, splits=(Split("train", 1.0, lines),), files=files)


def test_counts_that_add_up_pass(tally: Tally, outcome: Outcome) -> None:
    check(tally, outcome)


@pytest.mark.parametrize("change", [{"kept": 7}, {"kept": 5}, {"rejected": 1}, {"removed": {}}, {"selected": 11}])
def test_a_row_lost_or_counted_twice_is_an_error(change: dict[str, int], tally: Tally, outcome: Outcome) -> None:
    broken = replace(outcome, rows=replace(outcome.rows, **change))  # type: ignore[arg-type]
    with pytest.raises(DoesNotAddUp, match="rows kept [+] rejected [+] removed and rows selected differ"):
        check(tally, broken)


def test_rows_that_no_shard_saw_are_an_error(tally: Tally, outcome: Outcome) -> None:
    tally.rows = 9
    with pytest.raises(DoesNotAddUp, match="rows seen and rows selected differ: 9 and 10"):
        check(tally, outcome)


def test_a_rejection_without_a_rule_is_an_error(tally: Tally, outcome: Outcome) -> None:
    tally.rejections.pop("no_answer")
    with pytest.raises(DoesNotAddUp, match="rejections by rule and rows rejected differ: 1 and 2"):
        check(tally, outcome)


def test_a_line_too_few_is_an_error(tally: Tally, changed: Changed, outcome: Outcome) -> None:
    with pytest.raises(DoesNotAddUp, match="lines and rows kept differ: 5 and 6"):
        check(tally, changed(splits=outcome.splits[:1]))


def test_a_file_too_few_is_an_error(tally: Tally, changed: Changed, outcome: Outcome) -> None:
    with pytest.raises(DoesNotAddUp, match="files of train and its lines differ: 2 and 5"):
        check(tally, changed(files=outcome.files[1:]))


def test_a_file_of_no_split_is_an_error(tally: Tally, changed: Changed, outcome: Outcome) -> None:
    with pytest.raises(DoesNotAddUp, match="no split and none differ: 4 and 0"):
        check(tally, changed(files=(*outcome.files, DataFile("test.jsonl", 4, 1, "d" * 64, "test"))))


@pytest.mark.parametrize(("kept", "lines"), [(0, 0), (2, 1), (4, 2), (3, 2), (4, 4)])
def test_a_pair_has_two_rows_and_a_row_may_stand_in_several(kept: int, lines: int, tally: Tally, outcome: Outcome) -> None:
    check(tally, paired(outcome, kept=kept, lines=lines))


@pytest.mark.parametrize(("kept", "lines"), [(1, 1), (3, 1), (2, 0), (0, 1)])
def test_pairs_that_cannot_be_are_an_error(kept: int, lines: int, tally: Tally, outcome: Outcome) -> None:
    with pytest.raises(DoesNotAddUp, match=f"{lines} pairs cannot be made of {kept} rows"):
        check(tally, paired(outcome, kept=kept, lines=lines))
