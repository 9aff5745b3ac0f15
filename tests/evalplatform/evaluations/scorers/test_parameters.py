from decimal import Decimal
from typing import Any

import pytest

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.scorers.parameters import Flaw, Kind, Parameter, parse


def _doubled(value: int) -> int:
    if value == 3:
        raise Flaw("not 3", code="odd", pointer="/inside")
    return value * 2


PARAMETERS = (
    Parameter("text", Kind.TEXT, "a text", most=5),
    Parameter("count", Kind.INTEGER, "a count", default=2, low=1, high=9, read=_doubled),
    Parameter("share", Kind.NUMBER, "a share", default=None, low=0),
    Parameter("price", Kind.DECIMAL, "a price", default=0.1),
    Parameter("flag", Kind.BOOLEAN, "a flag", default=False),
    Parameter("choice", Kind.CHOICE, "a choice", default="a", choices=("a", "b")),
    Parameter("json", Kind.JSON, "anything", default=None),
)


def refused(given: Any) -> list[Problem]:
    with pytest.raises(InvalidInput) as error:
        parse(PARAMETERS, given, pointer="/p")
    return list(error.value.problems)


def test_defaults_are_read_too() -> None:
    wanted = {"text": "a", "count": 4, "share": None, "price": Decimal("0.1"), "flag": False, "choice": "a", "json": None}
    assert dict(parse(PARAMETERS, {"text": "a"})) == wanted


def test_given_values() -> None:
    given = {"text": "é", "count": 9, "share": 1, "price": "12.50", "flag": True, "choice": "b", "json": {"a": [1]}}
    assert dict(parse(PARAMETERS, given)) == {**given, "count": 18, "price": Decimal("12.50")}


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert refused({"countt": 1, "count": 0, "a/b": 1}) == [
        Problem("/p/countt", "There is no such parameter; known are text, count, share, price, flag, choice, json.", "unknown_parameter"),
        Problem("/p/a~1b", "There is no such parameter; known are text, count, share, price, flag, choice, json.", "unknown_parameter"),
        Problem("/p/text", "text is needed: a text.", "required"),
        Problem("/p/count", "count is at least 1."),
    ]


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("text", 1, "text is a text."),
        ("text", "a" * 6, "text has at most 5 characters, not 6."),
        ("text", "\0", "This holds a NUL character (\\u0000), which cannot be stored."),
        ("count", 2.0, "count is a whole number."),
        ("count", True, "count is a whole number."),
        ("count", 10, "count is at most 9."),
        ("count", None, "count is a whole number."),
        ("share", "1", "share is a number."),
        ("share", float("nan"), "share is a number."),
        ("share", -0.5, "share is at least 0."),
        ("price", "a", "price is a number, or a text of one."),
        ("price", "Infinity", "price is a number, or a text of one."),
        ("price", True, "price is a number, or a text of one."),
        ("price", "1" * 101, "price is a number, or a text of one."),
        ("flag", 1, "flag is true or false."),
        ("choice", "c", "choice is one of a, b."),
        ("choice", ["a"], "choice is one of a, b."),
    ],
)
def test_values_that_do_not_fit(name: str, value: Any, detail: str) -> None:
    assert [(problem.pointer, problem.detail) for problem in refused({"text": "a", name: value})] == [(f"/p/{name}", detail)]


def test_a_flaw_inside_a_value_has_its_place() -> None:
    assert refused({"text": "a", "count": 3}) == [Problem("/p/count/inside", "not 3", "odd")]
    assert [problem.pointer for problem in refused({"text": "a", "json": {"a": [float("inf")]}})] == ["/p/json/a/0"]


@pytest.mark.parametrize("given", [None, [], "text", 3])
def test_params_is_an_object(given: Any) -> None:
    assert refused(given) == [Problem("/p", "params is an object of names and values.", "wrong_type")]


def test_a_scorer_without_parameters() -> None:
    assert dict(parse((), {})) == {}
    with pytest.raises(InvalidInput, match="this scorer has none"):
        parse((), {"a": 1})


def test_what_a_client_is_told() -> None:
    assert PARAMETERS[0].described() == {"name": "text", "type": "text", "description": "a text", "required": True}
    told = {"name": "count", "type": "integer", "description": "a count", "required": False}
    told |= {"default": 2, "nullable": False, "minimum": 1, "maximum": 9}
    assert PARAMETERS[1].described() == told
    assert PARAMETERS[5].described()["choices"] == ["a", "b"]
    assert (PARAMETERS[4].described()["default"], PARAMETERS[6].described()["default"]) == (False, None)
