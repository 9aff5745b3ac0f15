"""How long the answer took."""

from evalplatform.evaluations.scorers.parameters import Params
from evalplatform.evaluations.scorers.scorer import Answer, CannotScore, Direction, Need, Scale, Scored, Scorer


def score(answer: Answer, params: Params) -> Scored:
    if answer.latency_ms is None:
        raise CannotScore("missing_latency", "It is not known how long this answer took.")
    return Scored(float(answer.latency_ms))


SCORER = Scorer(
    name="latency",
    version="1",
    description="Milliseconds until the answer was there.",
    direction=Direction.LOWER,
    scale=Scale("number", unit="ms", high=None),
    needs=frozenset((Need.LATENCY,)),
    score=score,
)
