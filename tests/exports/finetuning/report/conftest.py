"""A finished export of ten rows, small enough to count by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from exports.finetuning.conversation import Conversation, Turn
from exports.finetuning.report.outcome import DataFile, Outcome, Rows, Split
from exports.finetuning.report.spread import Spread
from exports.finetuning.report.tally import Tally
from exports.finetuning.targets import Limits, Needs, Status

Changed = Callable[..., Outcome]


@dataclass(frozen=True)
class PlainTarget:
    """What is told of a target."""

    name: str = "plain"
    title: str = "Plain lines"
    rules_version: str = "2026-11"
    source: str = "https://example.com/rules"
    status: Status = Status.CURRENT
    deprecated_after: date | None = None
    needs: Needs = Needs.CONVERSATION
    limits: Limits = Limits()


def spread(*numbers: int) -> Spread:
    one = Spread()
    for number in numbers:
        one.add(number)
    return one


def talk(turns: int) -> Conversation:
    return Conversation(tuple(Turn("assistant" if turn % 2 else "user", "x") for turn in range(turns)), turns - 1)


@pytest.fixture
def target() -> PlainTarget:
    return PlainTarget()


@pytest.fixture
def tally() -> Tally:
    """Ten rows: two rejected, one leaked, seven written, of which one is removed later."""
    one = Tally(rows=10)
    one.rejected("no_answer")
    one.rejected("too_many_tokens")
    one.leaked("equal")
    one.redacted({"email": 3, "iban": 1})
    one.repaired(["merge_turns"])
    for tokens in (10, 20, 20, 30, 30, 30, 100):
        one.line(talk(2), characters=tokens * 4, tokens=tokens)
    return one


@pytest.fixture
def outcome() -> Outcome:
    return Outcome(
        question={"shape": "plain", "filter": {}},
        as_of=date(2026, 11, 22),
        rows=Rows(selected=10, kept=6, rejected=2, removed={"duplicate": 1, "leaked_equal": 1}),
        splits=(Split("train", 0.9, 5, spread(10, 20, 30, 30, 100)), Split("validation", 0.1, 1, spread(30))),
        files=(
            DataFile("train-00000-of-00002.jsonl", 3, 300, "a" * 64, "train"),
            DataFile("train-00001-of-00002.jsonl", 2, 200, "b" * 64, "train"),
            DataFile("validation-00000-of-00001.jsonl", 1, 100, "c" * 64, "validation"),
        ),
        vocabulary="o200k_base",
    )


@pytest.fixture
def changed(outcome: Outcome) -> Changed:
    return lambda **changes: replace(outcome, **changes)
