"""What the answer cost."""

from evalplatform.evaluations.scorers.parameters import Params
from evalplatform.evaluations.scorers.scorer import Answer, CannotScore, Direction, Need, Scale, Scored, Scorer


def score(answer: Answer, params: Params) -> Scored:
    if answer.usage.cost_usd is None:
        raise CannotScore("missing_cost", "It is not known what this answer cost.")
    return Scored(float(answer.usage.cost_usd))


SCORER = Scorer(
    name="cost",
    version="1",
    description="US dollars that the answer cost, without what its scoring costs.",
    direction=Direction.LOWER,
    scale=Scale("number", unit="usd", high=None),
    needs=frozenset((Need.COST,)),
    score=score,
)
