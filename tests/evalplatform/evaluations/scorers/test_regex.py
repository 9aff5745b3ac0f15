import pytest

from evalplatform.errors import InvalidInput
from tests.evalplatform.evaluations.scorers.scoring import value


@pytest.mark.parametrize(
    ("pattern", "output", "params", "wanted"),
    [
        (r"A: \d+$", "so\nA: 18", {}, 1.0),
        (r"A: \d+$", "A: 18 eggs", {}, 0.0),
        ("yes", "Yes.", {}, 0.0),
        ("yes", "Yes.", {"ignore_case": True}, 1.0),
        ("yes", "yes!", {"whole": True}, 0.0),
        ("yes.", "yes!", {"whole": True}, 1.0),
        ("sorry", "Sure.", {"absent": True}, 1.0),
        ("sorry", "I am sorry.", {"absent": True}, 0.0),
        ("^.$", "é", {}, 1.0),
        (r"\p{Thai}", "สวัสดี", {}, 1.0),
        ("a", "half \ud800 of a pair", {}, 1.0),
    ],
)
def test_matches(pattern: str, output: str, params: dict[str, bool], wanted: float) -> None:
    assert value("regex", output, pattern=pattern, **params) == wanted


def test_no_expression_takes_for_ever() -> None:
    assert value("regex", "x" * 1_000_000, pattern="(x+x+)+y") == 0.0


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "", "a" * 1_001, "((a{1,30}){1,30}){1,30}", "\ud800"])
def test_what_re2_does_not_take_is_told_with_its_place(pattern: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        value("regex", "a", pattern=pattern)
    assert [problem.pointer for problem in refused.value.problems] == ["/scorers/0/params/pattern"]
