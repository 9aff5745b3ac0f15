"""How alike output and reference are, letter by letter or word by word, as rapidfuzz measures it."""

from collections.abc import Callable

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import FRACTION, OF_REFERENCE, Answer, CannotScore, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.texts import references, text_of
from evalplatform.evaluations.scorers.wording import IGNORE_CASE, IGNORE_PUNCTUATION, IGNORE_SPACE, wording

MAX_CHARACTERS = 100_000  # of each text: the time grows with the product of both lengths

METHODS: dict[str, Callable[[str, str], float]] = {
    "indel": Indel.normalized_similarity,
    "levenshtein": Levenshtein.normalized_similarity,
    "token_sort": lambda one, other: _of_words(fuzz.token_sort_ratio, one, other),
    "token_set": lambda one, other: _of_words(fuzz.token_set_ratio, one, other),
}


def score(answer: Answer, params: Params) -> Scored:
    alike, measure = wording(params), METHODS[params["method"]]
    output = _bounded(alike.of(text_of(answer.output)))
    return Scored(max(measure(output, _bounded(alike.of(one))) for one in references(answer)))


def _of_words(ratio: Callable[..., float], one: str, other: str) -> float:
    """fuzz counts from 0 to 100, and two texts without a word as wholly unlike."""
    return ratio(one, other) / 100 if one != other else 1.0


def _bounded(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise CannotScore("too_long", f"Similarity is measured between texts of at most {MAX_CHARACTERS:,} characters, not {len(text):,}.")
    return text


SCORER = Scorer(
    name="similarity",
    version="1",
    description="How alike output and reference are, from 0 to 1; of several references, the nearest.",
    direction=Direction.HIGHER,
    scale=FRACTION,
    needs=OF_REFERENCE,
    score=score,
    parameters=(
        Parameter(
            "method",
            Kind.CHOICE,
            "indel and levenshtein compare letters, token_sort words in any order, token_set also how often",
            default="indel",
            choices=tuple(METHODS),
        ),
        IGNORE_CASE,
        IGNORE_SPACE,
        IGNORE_PUNCTUATION,
    ),
)
