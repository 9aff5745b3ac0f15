"""sacrebleu's metrics of sentences, made once for each setting, and kept from holding on to texts."""

from collections.abc import Callable
from functools import cache
from typing import Any

from evalplatform.evaluations.scorers.scorer import Answer, CannotScore, Scale
from evalplatform.evaluations.scorers.texts import references, text_of

POINTS = Scale("number", unit="points", high=100.0)
MAX_CHARACTERS = 500_000  # of each text; n-grams of one take some hundred times its memory


def sides(answer: Answer) -> tuple[str, list[str]]:
    """Output and references. Raises CannotScore."""
    output, wanted = text_of(answer.output), list(references(answer))
    if any(not one.strip() for one in wanted):
        raise CannotScore("bad_reference", "A reference is empty.")
    for text in (output, *wanted):
        if len(text) > MAX_CHARACTERS:
            raise CannotScore("too_long", f"Texts of at most {MAX_CHARACTERS:,} characters are compared, not {len(text):,}.")
    return output, wanted


def points(score: float) -> float:
    """sacrebleu's own figure for two equal texts is 100.00000000000004."""
    return min(100.0, max(0.0, score))


# sacrebleu is imported on first use: it takes a quarter of a second, and who only lists scorers has no need of it.


@cache
def bleu(tokenize: str, ignore_case: bool) -> Callable[[str, list[str]], float]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.tokenizers.tokenizer_re import TokenizerRegexp

    metric = BLEU(tokenize=tokenize, lowercase=ignore_case, effective_order=True)
    caches = [_clear for one in (type(metric.tokenizer), TokenizerRegexp) if (_clear := getattr(one.__call__, "cache_clear", None))]

    def measure(output: str, wanted: list[str]) -> float:
        try:
            return points(metric.sentence_score(output, wanted).score)
        finally:
            for clear in caches:  # each would hold 65,536 texts, however long
                clear()

    return measure


@cache
def chrf(word_order: int, ignore_case: bool) -> Callable[[str, list[str]], float]:
    from sacrebleu.metrics.chrf import CHRF

    metric: Any = CHRF(word_order=word_order, lowercase=ignore_case)
    return lambda output, wanted: points(metric.sentence_score(output, wanted).score)
