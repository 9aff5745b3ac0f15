import logging
from decimal import Decimal
from typing import Any

import pytest

from evalplatform.errors import Unavailable
from evalplatform.evaluations.scorers.judge.asking import JudgeAnswer
from evalplatform.evaluations.scorers.running import MAX_COMMENT, run
from evalplatform.evaluations.scorers.scorer import (
    BINARY,
    FRACTION,
    Answer,
    CannotScore,
    Direction,
    Errored,
    Need,
    Scale,
    Scored,
    Scorer,
    Usage,
)


def scorer(gives: Any, *, scale: Scale = FRACTION, needs: frozenset[Need] = frozenset()) -> Scorer:
    def score(*_: Any) -> Any:
        if isinstance(gives, Exception):
            raise gives
        return gives

    return Scorer("own", "1", "for a test", Direction.HIGHER, scale, needs, score)


def test_a_value() -> None:
    found = run(scorer(Scored(1, "good", "why")), Answer(), {})
    assert found == Scored(1.0, "good", "why")
    assert type(found[0]) is float


@pytest.mark.parametrize("gives", [None, 1.0, (1.0, None, "")], ids=["none", "number", "tuple"])
def test_what_is_no_result(gives: Any) -> None:
    assert run(scorer(gives), Answer(), {})[0] == "wrong_result"


@pytest.mark.parametrize(
    ("value", "scale", "code"),
    [
        (float("nan"), FRACTION, "not_a_number"),
        (float("inf"), Scale("number", high=None), "not_a_number"),
        (1.1, FRACTION, "out_of_scale"),
        (-0.1, FRACTION, "out_of_scale"),
        (0.5, BINARY, "out_of_scale"),
        ("1", FRACTION, "wrong_result"),
    ],
)
def test_values_that_nobody_could_count_with(value: Any, scale: Scale, code: str) -> None:
    spent = Usage(1, 2, Decimal(3))
    found = run(scorer(Scored(value, spent=spent), scale=scale), Answer(), {})
    assert found[0] == code
    assert found[2] == (Usage() if code == "wrong_result" else spent)


def test_what_cannot_be_scored() -> None:
    error = CannotScore("no_text", "There is no text.", spent=Usage(1))
    assert run(scorer(error), Answer(), {}) == Errored("no_text", "There is no text.", Usage(1))


def test_a_crash_is_logged_and_becomes_a_reason(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        found = run(scorer(ZeroDivisionError("by \0 zero")), Answer(), {})
    assert found == Errored("scorer_crashed", "The scorer failed with ZeroDivisionError: by \N{REPLACEMENT CHARACTER} zero")
    assert [record.getMessage() for record in caplog.records] == ["Scorer own crashed"]
    assert caplog.records[0].exc_info is not None


def test_a_crash_whose_words_are_no_unicode(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)  # the runner of the tests cannot send a log with a lone surrogate between processes
    assert run(scorer(ZeroDivisionError("by \ud800")), Answer(), {})[1] == "The scorer failed with ZeroDivisionError: by ?"


def test_recursion_without_end_is_a_crash_of_the_scorer_only(caplog: pytest.LogCaptureFixture) -> None:
    def endless(*_: Any) -> Any:
        return endless()

    assert run(Scorer("own", "1", "", Direction.LOWER, FRACTION, frozenset(), endless), Answer(), {})[0] == "scorer_crashed"


def test_a_failure_of_the_judge_keeps_its_code() -> None:
    error = Unavailable("no_answer", "models.example.org does not answer: timed out.")
    found = run(scorer(error, needs=frozenset({Need.JUDGE})), Answer(), {}, ask=lambda request: JudgeAnswer(""))
    assert found == Errored("no_answer", "models.example.org does not answer: timed out.")


def test_a_judge_without_a_connection() -> None:
    assert run(scorer(Scored(1.0), needs=frozenset({Need.JUDGE})), Answer(), {})[0] == "no_judge"


def test_comments_can_be_stored() -> None:
    found = run(scorer(Scored(1.0, "a\0", "x" * 5_000)), Answer(), {})
    assert (found[1], found[2]) == ("a\N{REPLACEMENT CHARACTER}", "x" * MAX_COMMENT + "…")
