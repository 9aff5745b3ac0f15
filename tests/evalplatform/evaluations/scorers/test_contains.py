import pytest

from tests.evalplatform.evaluations.scorers.scoring import code, value


@pytest.mark.parametrize(
    ("output", "reference", "params", "wanted"),
    [
        ("It is Paris, of course.", "Paris", {}, 1.0),
        ("It is paris.", "Paris", {}, 0.0),
        ("It is paris.", "Paris", {"ignore_case": True}, 1.0),
        ("I know.", "no", {}, 1.0),
        ("I know.", "no", {"whole_words": True}, 0.0),
        ("know no", "no", {"whole_words": True}, 1.0),
        ("costs US$5 now", "$5", {"whole_words": True}, 1.0),
        ("costs $50", "$5", {"whole_words": True}, 0.0),
        ("New\n  York", "New York", {}, 1.0),
        ("Paris", ["Paris", "Lyon"], {}, 1.0),
        ("Paris", ["Paris", "Lyon"], {"several": "all"}, 0.0),
        ("Lyon, Paris", ["Paris", "Lyon"], {"several": "all"}, 1.0),
        ("", "Paris", {}, 0.0),
    ],
)
def test_the_reference_in_the_output(output: str, reference: object, params: dict[str, object], wanted: float) -> None:
    assert value("contains", output, reference, **params) == wanted


@pytest.mark.parametrize("reference", ["", " \n", ["Paris", ""]], ids=["empty", "white", "one_of_two"])
def test_an_empty_reference_stands_in_no_text(reference: object) -> None:
    assert code("contains", "Paris", reference) == "bad_reference"


def test_texts_that_repeat_themselves_take_no_longer() -> None:
    assert value("contains", "a b " * 200_000, "a b " * 100_000 + "c", whole_words=True) == 0.0
