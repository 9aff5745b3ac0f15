"""Whether the reference stands in the output."""

import re

from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import BINARY, OF_REFERENCE, Answer, CannotScore, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.texts import references, text_of
from evalplatform.evaluations.scorers.wording import IGNORE_CASE, IGNORE_PUNCTUATION, IGNORE_SPACE, wording

_PIECES = re.compile(r"\w+|\W")


def score(answer: Answer, params: Params) -> Scored:
    alike = wording(params)
    output, wanted = alike.of(text_of(answer.output)), [alike.of(one) for one in references(answer)]
    if "" in wanted:
        raise CannotScore("bad_reference", "A reference is empty, and would stand in every text.")
    holds = _holds_word if params["whole_words"] else str.__contains__
    chosen = all if params["several"] == "all" else any
    return Scored(float(chosen(holds(output, one) for one in wanted)))


def _holds_word(text: str, wanted: str) -> bool:
    """Whether it stands there with no letter or digit of the same word right before or after it."""
    return _apart(wanted) in _apart(text)


def _apart(text: str) -> str:
    """Words, and all other characters one by one, between NULs: so one search tells, however often a text repeats itself."""
    return "\0".join(("", *_PIECES.findall(text), ""))


SCORER = Scorer(
    name="contains",
    version="1",
    description="1 where the reference stands in the output; of a list of texts, one of them or all.",
    direction=Direction.HIGHER,
    scale=BINARY,
    needs=OF_REFERENCE,
    score=score,
    parameters=(
        IGNORE_CASE,
        IGNORE_SPACE,
        IGNORE_PUNCTUATION,
        Parameter("whole_words", Kind.BOOLEAN, "not within a longer word: no is not in know", default=False),
        Parameter("several", Kind.CHOICE, "of a list of references, how many", default="any", choices=("any", "all")),
    ),
)
