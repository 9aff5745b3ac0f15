import pytest
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from tests.evalplatform.evaluations.scorers.scoring import code, value
from tests.evalplatform.evaluations.scorers.sentences import PAIRS

# of rapidfuzz 3.14.6
INDEL = [0.909091, 0.55814, 0.64, 1.0, 0.172414, 0.435484, 0.315789, 0.730435, 0.708861, 0.814815, 0.704225, 0.709677, 0.571429, 0.0]


def test_the_recorded_figures() -> None:
    assert [round(value("similarity", output, reference, ignore_space=False), 6) for output, reference in PAIRS] == INDEL


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_the_figures_of_rapidfuzz(number: int) -> None:
    output, reference = PAIRS[number]
    of = {
        "indel": Indel.normalized_similarity(output, reference),
        "levenshtein": Levenshtein.normalized_similarity(output, reference),
        "token_sort": fuzz.token_sort_ratio(output, reference) / 100,
        "token_set": fuzz.token_set_ratio(output, reference) / 100,
    }
    assert {method: value("similarity", output, reference, method=method, ignore_space=False) for method in of} == of


def test_the_nearest_of_several_references() -> None:
    assert value("similarity", "colour", ["paint", "color"]) == Indel.normalized_similarity("colour", "color")
    assert value("similarity", "COLOR", "color", ignore_case=True) == 1.0


@pytest.mark.parametrize("method", ["indel", "levenshtein", "token_sort", "token_set"])
def test_equal_texts_are_alike_even_without_a_word(method: str) -> None:
    assert value("similarity", "", "", method=method) == 1.0
    assert value("similarity", "…", "…", method=method) == 1.0


def test_texts_that_would_take_minutes_are_refused() -> None:
    assert code("similarity", "a" * 100_001, "a") == "too_long"
    assert code("similarity", "a", "a" * 100_001) == "too_long"
