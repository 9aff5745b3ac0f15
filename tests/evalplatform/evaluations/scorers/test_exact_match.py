import pytest

from tests.evalplatform.evaluations.scorers.scoring import code, value


@pytest.mark.parametrize(
    ("output", "reference", "params", "wanted"),
    [
        ("Paris", "Paris", {}, 1.0),
        (" Paris\n", "Paris", {}, 1.0),
        (" Paris\n", "Paris", {"ignore_space": False}, 0.0),
        ("paris", "Paris", {}, 0.0),
        ("STRASSE", "straße", {"ignore_case": True}, 1.0),
        ("Cafe\u0301", "Caf\u00e9", {}, 1.0),
        ("Paris.", "Paris", {}, 0.0),
        ("«Paris»!", "Paris", {"ignore_punctuation": True}, 1.0),
        ("นํ้า", "น้า", {"ignore_punctuation": True}, 0.0),
        ("Lyon", ["Paris", "Lyon"], {}, 1.0),
        ("Nice", ["Paris", "Lyon"], {}, 0.0),
        ("42", 42, {}, 1.0),
        ("", "", {}, 1.0),
    ],
)
def test_equal_texts(output: str, reference: object, params: dict[str, bool], wanted: float) -> None:
    assert value("exact_match", output, reference, **params) == wanted


@pytest.mark.parametrize("reference", [None, []], ids=["null", "no_texts"])
def test_without_a_reference_there_is_no_value(reference: object) -> None:
    assert code("exact_match", "Paris", reference) == "missing_reference"


def test_a_reference_without_a_text_is_no_wrong_answer() -> None:
    assert code("exact_match", "Paris", {"city": "Paris", "country": "France"}) == "bad_reference"
