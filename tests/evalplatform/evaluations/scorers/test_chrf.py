import pytest
from sacrebleu.metrics.chrf import CHRF

from tests.evalplatform.evaluations.scorers.scoring import code, value
from tests.evalplatform.evaluations.scorers.sentences import PAIRS

# of sacrebleu 2.6.0
RECORDED = [
    *(67.647115, 24.738019, 34.840067, 100.0, 8.263328, 42.12733, 11.202283),
    *(50.924853, 54.097675, 43.645312, 40.021086, 72.08507, 71.247071, 0.0),
]


def test_the_recorded_figures() -> None:
    assert [round(value("chrf", output, reference), 6) for output, reference in PAIRS] == RECORDED


@pytest.mark.parametrize("word_order", [0, 2])
def test_the_figures_of_sacrebleu(word_order: int) -> None:
    theirs = CHRF(word_order=word_order)
    several = [reference for _, reference in PAIRS]
    for output, reference in PAIRS:
        assert value("chrf", output, reference, word_order=word_order) == theirs.sentence_score(output, [reference]).score
        assert value("chrf", output, several, word_order=word_order) == theirs.sentence_score(output, several).score


def test_case() -> None:
    assert value("chrf", "HELLO", "hello") == 0.0
    assert value("chrf", "HELLO", "hello", ignore_case=True) == 100.0


def test_an_empty_reference_is_no_wrong_answer() -> None:
    assert code("chrf", "text", "") == "bad_reference"
