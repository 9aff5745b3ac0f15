"""BLEU of one text (Papineni et al., 2002), as sacrebleu counts it, from 0 to 100."""

from evalplatform.evaluations.scorers import translations
from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import OF_REFERENCE, Answer, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.wording import IGNORE_CASE

TOKENIZERS = ("13a", "intl", "zh", "char", "none")


def score(answer: Answer, params: Params) -> Scored:
    output, wanted = translations.sides(answer)
    return Scored(translations.bleu(params["tokenize"], params["ignore_case"])(output, wanted))


SCORER = Scorer(
    name="bleu",
    version="1",
    description="Sentence BLEU from 0 to 100, by sacrebleu with effective order; several references count together.",
    direction=Direction.HIGHER,
    scale=translations.POINTS,
    needs=OF_REFERENCE,
    score=score,
    parameters=(
        Parameter("tokenize", Kind.CHOICE, "sacrebleu's tokenizer; char or zh for Chinese", default="13a", choices=TOKENIZERS),
        IGNORE_CASE,
    ),
)
