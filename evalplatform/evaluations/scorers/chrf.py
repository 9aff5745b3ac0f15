"""chrF (M. Popović, 2015): n-grams of characters, as sacrebleu counts them, from 0 to 100."""

from evalplatform.evaluations.scorers import translations
from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import OF_REFERENCE, Answer, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.wording import IGNORE_CASE


def score(answer: Answer, params: Params) -> Scored:
    output, wanted = translations.sides(answer)
    return Scored(translations.chrf(params["word_order"], params["ignore_case"])(output, wanted))


SCORER = Scorer(
    name="chrf",
    version="1",
    description="Sentence chrF2 from 0 to 100, by sacrebleu; of several references, the best.",
    direction=Direction.HIGHER,
    scale=translations.POINTS,
    needs=OF_REFERENCE,
    score=score,
    parameters=(
        Parameter("word_order", Kind.INTEGER, "n-grams of words beside those of characters; 2 is chrF++", default=0, low=0, high=4),
        IGNORE_CASE,
    ),
)
