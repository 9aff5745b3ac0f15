import random

import pytest
from rouge_score import rouge_scorer

from evalplatform.evaluations.scorers import rouge_l
from tests.evalplatform.evaluations.scorers.scoring import code, value
from tests.evalplatform.evaluations.scorers.sentences import PAIRS

LATIN = [pair for pair in PAIRS if not pair[0].startswith("今")]  # of which rouge-score finds no word
# of rouge-score 0.1.2
RECORDED = [0.909091, 0.25, 0.545455, 1.0, 0.222222, 0.384615, 0.0, 0.689655, 0.571429, 0.705882, 0.857143, 0.666667, 0.0]


def test_the_recorded_figures() -> None:
    assert [round(value("rouge_l", output, reference), 6) for output, reference in LATIN] == RECORDED


def test_the_figures_of_rouge_score() -> None:
    theirs = rouge_scorer.RougeScorer(["rougeL"])
    for output, reference in LATIN:
        assert value("rouge_l", output, reference) == theirs.score(reference, output)["rougeL"].fmeasure
    several = [reference for _, reference in LATIN]
    for output, _ in LATIN:
        assert value("rouge_l", output, several) == theirs.score_multi(several, output)["rougeL"].fmeasure


def test_random_words_as_rouge_score_counts_them() -> None:
    theirs, chance = rouge_scorer.RougeScorer(["rougeL"]), random.Random(7)
    for _ in range(50):
        output, reference = (" ".join(chance.choices("abcdefg", k=chance.randint(1, 90))) for _ in range(2))
        assert value("rouge_l", output, reference) == theirs.score(reference, output)["rougeL"].fmeasure


@pytest.mark.parametrize(
    ("output", "reference", "wanted"),
    [
        ("Москва большой город", "Москва не большой город", 6 / 7),
        ("今天天气好", "今天天气很好", 10 / 11),
        ("สวัสดี", "สวัสดี", 1.0),
        ("naïve café", "NAI\u0308VE CAFE\u0301", 1.0),
        ("GPT模型2", "GPT 模型 2", 1.0),
        ("The dog bit the man.", "The dog had bit the man.", 10 / 11),
    ],
)
def test_words_of_all_scripts(output: str, reference: str, wanted: float) -> None:
    assert value("rouge_l", output, reference, words="unicode") == pytest.approx(wanted, abs=1e-12)


def test_a_reference_without_words_is_no_wrong_answer() -> None:
    assert code("rouge_l", "Москва", "Москва") == "bad_reference"
    assert code("rouge_l", "Москва", "…", words="unicode") == "bad_reference"


def test_texts_that_would_take_minutes_are_refused() -> None:
    assert code("rouge_l", "a " * (rouge_l.MAX_WORDS + 1), "a") == "too_long"
