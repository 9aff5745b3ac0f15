"""Large numbers are made elsewhere, and whatever becomes of the process that makes them, the page gets an answer."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from evalplatform.evaluations import apart
from evalplatform.evaluations.apart import APART_RESULTS, Busy, NotMade, made

HERE = "tests.evalplatform.evaluations.test_apart"
MANY = APART_RESULTS
ran: list[str] = []


def doubled(value: int) -> dict[str, Any]:
    return {"twice": 2 * value, "none": float("nan")}


def broken(value: int) -> None:
    raise LookupError(value)


def directly(function: Callable[..., None], *arguments: Any) -> None:
    ran.append("apart")
    function(*arguments)


def died(function: Callable[..., None], *arguments: Any) -> None:
    """As where the child was killed: nothing is raised, and nothing is there."""


def slowly(function: Callable[..., None], *arguments: Any) -> None:
    time.sleep(0.5)


@pytest.fixture(autouse=True)
def through(settings: Any) -> None:
    settings.EVALUATION_APART = f"{HERE}.directly"
    ran.clear()


@pytest.mark.parametrize(("results", "way"), [(MANY - 1, []), (MANY, ["apart"])], ids=["few", "many"])
def test_only_many_results_are_worth_another_process(results: int, way: list[str]) -> None:
    assert made(f"{HERE}.doubled", 21, results=results) == {"twice": 42, "none": None}
    assert ran == way


@pytest.mark.parametrize("results", [0, MANY], ids=["few", "many"])
def test_what_goes_wrong_is_raised_where_it_was_asked(results: int) -> None:
    with pytest.raises(LookupError):
        made(f"{HERE}.broken", 1, results=results)


def test_a_child_that_died_is_told(settings: Any) -> None:
    settings.EVALUATION_APART = f"{HERE}.died"
    with pytest.raises(NotMade):
        made(f"{HERE}.doubled", 1, results=MANY)


def test_nobody_waits_for_ever(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EVALUATION_APART = f"{HERE}.slowly"
    monkeypatch.setattr(apart, "WAIT_SECONDS", 0.01)
    with pytest.raises(Busy):
        made(f"{HERE}.doubled", 1, results=MANY)


def test_the_real_child_hands_its_answer_back(settings: Any) -> None:
    from exports import apart as children

    settings.EVALUATION_APART = "exports.apart.run"
    children.begin()
    try:
        assert made("operator.mul", 6, 7, results=MANY) == 42
    finally:
        children.end()
