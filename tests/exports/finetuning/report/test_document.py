from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
import pytest

from exports.finetuning.report.document import document, encoded
from exports.finetuning.report.outcome import DoesNotAddUp, Outcome, Price, Rows
from exports.finetuning.report.tally import Tally
from tests.exports.finetuning.report.conftest import Changed, PlainTarget


def without_bars(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "histogram"}


def test_rows_are_told_by_rule_and_by_step(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    assert document(tally, outcome, target=target)["rows"] == {
        "selected": 10,
        "kept": 6,
        "rejected": 2,
        "removed": 2,
        "paired": False,
        "rejected_by_rule": {"no_answer": 1, "too_many_tokens": 1},
        "removed_by_step": {"duplicate": 1, "leaked_equal": 1},
    }


def test_rows_that_do_not_add_up_are_no_report(tally: Tally, changed: Changed, target: PlainTarget) -> None:
    with pytest.raises(DoesNotAddUp):
        document(tally, changed(rows=Rows(10, 6, 2, {})), target=target)


def test_target_and_question_are_named(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    found = document(tally, outcome, target=target)
    assert (found["version"], found["as_of"], found["question"]) == (1, "2026-11-22", {"shape": "plain", "filter": {}})
    assert found["target"] == {
        "name": "plain",
        "title": "Plain lines",
        "rules_version": "2026-11",
        "status": "current",
        "deprecated_after": None,
        "source": "https://example.com/rules",
    }


def test_splits_have_lines_shares_and_files(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    assert document(tally, outcome, target=target)["splits"] == [
        {"name": "train", "share": 0.9, "lines": 5, "share_of_lines": 0.833333, "files": 2},
        {"name": "validation", "share": 0.1, "lines": 1, "share_of_lines": 0.166667, "files": 1},
    ]


def test_tokens_are_of_the_lines_that_were_kept(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    found = document(tally, outcome, target=target)["tokens"]
    assert without_bars(found) == {
        "vocabulary": "o200k_base",
        "of": "kept",
        **{"total": 220, "mean": 36.67, "p50": 30, "p95": 100, "min": 10, "max": 100},
        "by_split": {
            "train": {"total": 190, "mean": 38.0, "p50": 30, "p95": 100, "min": 10, "max": 100},
            "validation": {"total": 30, "mean": 30.0, "p50": 30, "p95": 30, "min": 30, "max": 30},
        },
    }
    assert sum(bar["count"] for bar in found["histogram"]) == 6


def test_tokens_not_known_by_split_are_of_all_lines_written(tally: Tally, outcome: Outcome, changed: Changed, target: PlainTarget) -> None:
    found = changed(splits=tuple(replace(split, tokens=None) for split in outcome.splits))
    tokens = document(tally, found, target=target)["tokens"]
    assert (tokens["of"], tokens["total"], tokens["by_split"]) == ("written", 240, {})


def test_without_a_vocabulary_there_are_no_tokens_and_no_cost(tally: Tally, changed: Changed, target: PlainTarget) -> None:
    found = document(tally, changed(vocabulary="", price=Price(Decimal(3))), target=target)
    assert (found["tokens"], found["cost"]) == (None, None)


def test_cost_is_of_what_is_learned_in_all_epochs(tally: Tally, changed: Changed, target: PlainTarget) -> None:
    price = Price(Decimal("25000.50"), "EUR", epochs=3)
    assert document(tally, changed(price=price), target=target)["cost"] == {
        "currency": "EUR",
        "per_million_tokens": "25000.50",
        "epochs": 3,
        "splits": ["train"],
        "tokens": 190,
        "amount": "14.25",
    }


def test_cost_is_unknown_where_the_tokens_of_the_split_are(tally: Tally, outcome: Outcome, changed: Changed, target: PlainTarget) -> None:
    found = changed(price=Price(Decimal(3)), splits=tuple(replace(split, tokens=None) for split in outcome.splits))
    assert document(tally, found, target=target)["cost"] is None


def test_lines_are_described(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    found = document(tally, outcome, target=target)["lines"]
    assert without_bars(found["turns"]) == {"total": 14, "mean": 2.0, "p50": 2, "p95": 2, "min": 2, "max": 2}
    assert found["turns"]["histogram"] == [{"from": 2, "to": 2, "count": 7}]
    assert (found["of"], found["count"], found["roles"]) == ("written", 7, {"assistant": 7, "user": 7})
    assert (found["tool_calls"], found["with_tools"], found["with_images"], found["labels"]) == (0, 0, 0, {})


def test_redactions_and_repairs_come_most_frequent_first(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    found = document(tally, outcome, target=target)
    assert (list(found["redactions"].items()), found["repairs"]) == ([("email", 3), ("iban", 1)], {"merge_turns": 1})


def test_an_export_of_nothing_has_a_report(target: PlainTarget, changed: Changed, outcome: Outcome) -> None:
    splits = tuple(replace(split, lines=0, tokens=None) for split in outcome.splits)
    found = document(Tally(), changed(rows=Rows(0, 0, 0, {}), splits=splits, files=()), target=target)
    assert (found["splits"][0]["share_of_lines"], found["tokens"]["mean"], found["tokens"]["histogram"]) == (None, None, [])
    assert [one["code"] for one in found["warnings"]] == ["no_lines"]


def test_the_same_facts_give_the_same_bytes(tally: Tally, outcome: Outcome, target: PlainTarget) -> None:
    again = Tally()
    again.merge(tally)
    assert encoded(document(tally, outcome, target=target)) == encoded(document(again, outcome, target=target))


def test_any_text_of_the_question_comes_back(tally: Tally, changed: Changed, target: PlainTarget) -> None:
    question = {"filter": {"field": "name", "op": "eq", "value": 'Ü\0\u2028</script>"🙂'}}
    assert orjson.loads(encoded(document(tally, changed(question=question), target=target)))["question"] == question


def test_half_a_surrogate_pair_is_still_json() -> None:
    assert encoded({"a": "\ud83d"}) == b'{\n  "a": "\\ud83d"\n}\n'
