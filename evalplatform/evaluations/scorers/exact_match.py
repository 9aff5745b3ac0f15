"""Whether the output is the reference, or one of several."""

from evalplatform.evaluations.scorers.parameters import Params
from evalplatform.evaluations.scorers.scorer import BINARY, OF_REFERENCE, Answer, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.texts import references, text_of
from evalplatform.evaluations.scorers.wording import IGNORE_CASE, IGNORE_PUNCTUATION, IGNORE_SPACE, wording


def score(answer: Answer, params: Params) -> Scored:
    alike = wording(params)
    output = alike.of(text_of(answer.output))
    return Scored(float(any(alike.of(one) == output for one in references(answer))))


SCORER = Scorer(
    name="exact_match",
    version="1",
    description="1 where the output is the reference, or one of them where the reference is a list of texts.",
    direction=Direction.HIGHER,
    scale=BINARY,
    needs=OF_REFERENCE,
    score=score,
    parameters=(IGNORE_CASE, IGNORE_SPACE, IGNORE_PUNCTUATION),
)
