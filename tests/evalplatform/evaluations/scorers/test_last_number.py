import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalplatform.evaluations.scorers import last_number
from evalplatform.evaluations.scorers.scorer import Scored
from tests.evalplatform.evaluations.scorers.scoring import code, outcome, value

# Lines as models write them; the first ones are of GSM8K (MIT licence), shortened.
LINES = [
    ("She makes 9 * 2 = $<<9*2=18>>18 every day at the farmer’s market.\nA: 18", "18"),
    ("It takes 2 x 0.5 = <<2*0.5=1.0>>1.0 bolts of white fiber.\nA: 3", "3"),
    ("He made a profit of 200,000-130,000 = $<<200000-130000=70000>>70,000\nA: 70,000", "70000"),
    ("So he runs 9*60=<<9*60=540>>540 meters\nA: 540", "540"),
    ("so it takes 200/5 = <<200/5=40.0>>40.0 minutes\nA: 40.0", "40.0"),
    ("The answer is 1,234,567.89 dollars.", "1234567.89"),
    ("A: 1,2", "2"),
    ("between 3-5", "5"),
    ("between 3 - 5", "5"),
    ("minus -5 degrees", "-5"),
    ("minus −5 degrees", "-5"),
    ("x=-5", "-5"),
    ("(-5)", "-5"),
    ("f(x)-5", "5"),
    ("a debt of -$1,200", "-1200"),
    ("a debt of −€3.50", "-3.50"),
    ("$-7", "-7"),
    ("50%", "50"),
    ("100%-5", "5"),
    ("12.", "12"),
    ("12.50.", "12.50"),
    ("is .5", "0.5"),
    ("is -.5", "-0.5"),
    ("see section.5", "5"),
    ("version 1.2.3", "3"),
    ("3e8", "3E+8"),
    ("6.02e23 of them", "6.02E+23"),
    ("1E-3", "0.001"),
    ("2e", "2"),
    ("1e9999", "9999"),
    ("12,34", "34"),
    ("1234,567", "567"),
    ("1,2345", "2345"),
    ("0,000", "0"),
    ("H2O", "2"),
    ("٣٤", "34"),
    ("1/2", "2"),
    ("2026-11-23", "23"),
    (r"\boxed{42}", "42"),
    ("**42**", "42"),
    ("42\n\nI hope this helps!", "42"),
    ("12345678901234567890123", "12345678901234567890123"),
]


@pytest.mark.parametrize(("text", "wanted"), LINES, ids=[str(number) for number in range(len(LINES))])
def test_the_last_number(text: str, wanted: str) -> None:
    assert last_number.last_number(text) == Decimal(wanted)


@pytest.mark.parametrize("text", ["", "no number", "-", "$", ".", "²", "½", "," * 1_000])
def test_no_number(text: str) -> None:
    assert last_number.last_number(text) is None


@given(st.text(alphabet=st.sampled_from("0129.,-−+eE$€ %)(a\n"), max_size=40))
def test_reading_only_the_end_changes_nothing(text: str) -> None:
    expression = last_number._NUMBER
    whole = [(found[1], found[2]) for found in re.finditer(expression, text)]
    sign, digits = whole[-1] if whole else (None, "")
    number = Decimal(digits.replace(",", "")) if digits else None
    assert last_number.last_number(text) == (-number if sign and number is not None else number)


@pytest.mark.parametrize(
    ("output", "reference", "params", "wanted"),
    [
        ("A: 18", "…\n#### 18", {}, 1.0),
        ("18.0", 18, {}, 1.0),
        ("18.000001", "18", {}, 1.0),
        ("18.0000011", "18", {}, 0.0),
        ("0.3333", "0.3334", {"tolerance": "0.001"}, 1.0),
        ("-18", "18", {}, 0.0),
        ("9007199254740993", "9007199254740992", {}, 0.0),
        ("18", ["17", "18"], {}, 1.0),
    ],
)
def test_compared_with_the_reference(output: str, reference: object, params: dict[str, object], wanted: float) -> None:
    assert value("last_number", output, reference, **params) == wanted


def test_why_an_answer_is_wrong() -> None:
    assert outcome("last_number", "A: 26", "A: 18") == Scored(0.0, None, "26 instead of 18")
    assert outcome("last_number", "I cannot tell.", "A: 18") == Scored(0.0, "no_number", "There is no number in the output.")


def test_a_reference_without_a_number_is_no_wrong_answer() -> None:
    assert code("last_number", "18", "eighteen") == "bad_reference"


def test_a_number_of_a_million_digits() -> None:
    assert value("last_number", "9" * 1_000_000 + "e999", "9" * 1_000_000 + "e998") == 0.0
    assert value("last_number", "1" * 1_000_000, "1" * 999_999 + "2") == 0.0
