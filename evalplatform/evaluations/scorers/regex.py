"""Whether an expression matches the output."""

from typing import Any, NamedTuple

from evalplatform.evaluations.scorers import patterns
from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import BINARY, OF_OUTPUT, Answer, Direction, Scored, Scorer
from evalplatform.evaluations.scorers.texts import text_of


class _Both(NamedTuple):
    exact: Any
    caseless: Any


def score(answer: Answer, params: Params) -> Scored:
    expression = params["pattern"].caseless if params["ignore_case"] else params["pattern"].exact
    matches = patterns.fits if params["whole"] else patterns.found
    return Scored(float(matches(expression, text_of(answer.output)) is not params["absent"]))


def _read(pattern: str) -> _Both:
    return _Both(patterns.compiled(pattern), patterns.compiled(pattern, ignore_case=True))


SCORER = Scorer(
    name="regex",
    version="1",
    description="1 where a regular expression (RE2's syntax) matches in the output.",
    direction=Direction.HIGHER,
    scale=BINARY,
    needs=OF_OUTPUT,
    score=score,
    parameters=(
        Parameter("pattern", Kind.TEXT, "the expression, in RE2's syntax", most=patterns.MAX_LENGTH, read=_read),
        Parameter("ignore_case", Kind.BOOLEAN, "upper and lower case are the same", default=False),
        Parameter("whole", Kind.BOOLEAN, "it has to match the whole output, and not a part of it", default=False),
        Parameter("absent", Kind.BOOLEAN, "turn it round: 1 where it does not match", default=False),
    ),
)
