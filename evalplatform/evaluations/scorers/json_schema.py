"""Whether the output is JSON that fits a schema."""

from evalplatform.evaluations.scorers import schemas
from evalplatform.evaluations.scorers.json_output import FENCE, json_of
from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import BINARY, Answer, CannotScore, Direction, Need, Scored, Scorer
from evalplatform.exact_json import NotJSON


def score(answer: Answer, params: Params) -> Scored:
    try:
        value = json_of(answer.output, fence=params["fence"])
    except NotJSON as error:
        return Scored(0.0, error.code, str(error))
    try:
        breach = schemas.first_breach(params["schema"], value)
    except schemas.NotDecided as error:
        raise CannotScore("schema_undecided", str(error)) from None
    return Scored(0.0, breach.rule, breach.detail) if breach else Scored(1.0)


SCORER = Scorer(
    name="json_schema",
    version="1",
    description="1 where the output is JSON that fits a JSON Schema.",
    direction=Direction.HIGHER,
    scale=BINARY,
    needs=frozenset((Need.OUTPUT, Need.JSON)),
    score=score,
    parameters=(
        Parameter("schema", Kind.JSON, "a JSON Schema, 2020-12 unless its $schema says else; $ref only within it", read=schemas.read),
        FENCE,
    ),
)
