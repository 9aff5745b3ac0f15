import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_re import TokenizerRegexp

from evalplatform.evaluations.scorers.bleu import TOKENIZERS
from tests.evalplatform.evaluations.scorers.scoring import code, value
from tests.evalplatform.evaluations.scorers.sentences import PAIRS

# of sacrebleu 2.6.0
RECORDED = [
    *(51.150781, 14.794016, 15.6197, 100.0, 0.012341, 14.679869, 0.0),
    *(30.551172, 26.305014, 0.0, 36.088772, 71.653131, 41.722614, 0.0),
]


def test_the_recorded_figures() -> None:
    assert [round(value("bleu", output, reference), 6) for output, reference in PAIRS] == RECORDED


@pytest.mark.parametrize("tokenize", TOKENIZERS)
def test_the_figures_of_sacrebleu(tokenize: str) -> None:
    theirs = BLEU(tokenize=tokenize, effective_order=True)
    for output, reference in PAIRS:
        wanted = min(100.0, theirs.sentence_score(output, [reference]).score)
        assert value("bleu", output, reference, tokenize=tokenize) == wanted


def test_several_references_and_case() -> None:
    theirs = BLEU(lowercase=True, effective_order=True)
    several = [reference for _, reference in PAIRS[:3]]
    assert value("bleu", "THE DOG BIT HIM", several, ignore_case=True) == theirs.sentence_score("THE DOG BIT HIM", several).score


def test_no_text_is_held_in_memory() -> None:
    value("bleu", "one text", "another text")
    assert [one.__call__.cache_info().currsize for one in (Tokenizer13a, TokenizerRegexp)] == [0, 0]


def test_what_has_no_value() -> None:
    assert code("bleu", "text", " ") == "bad_reference"
    assert code("bleu", "a" * 500_001, "text") == "too_long"
