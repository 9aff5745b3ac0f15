"""Whether the output is JSON."""

from evalplatform.evaluations.scorers.json_output import FENCE, json_of
from evalplatform.evaluations.scorers.parameters import Params
from evalplatform.evaluations.scorers.scorer import BINARY, Answer, Direction, Need, Scored, Scorer
from evalplatform.exact_json import NotJSON


def score(answer: Answer, params: Params) -> Scored:
    try:
        json_of(answer.output, fence=params["fence"])
    except NotJSON as error:
        return Scored(0.0, error.code, str(error))
    return Scored(1.0)


SCORER = Scorer(
    name="json_valid",
    version="1",
    description="1 where the output is JSON and nothing else: no NaN, no number beyond a double's range, no text around it.",
    direction=Direction.HIGHER,
    scale=BINARY,
    needs=frozenset((Need.OUTPUT, Need.JSON)),
    score=score,
    parameters=(FENCE,),
)
