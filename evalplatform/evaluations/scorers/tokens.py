"""How many tokens the answer took."""

from collections.abc import Callable

from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import Answer, CannotScore, Direction, Need, Scale, Scored, Scorer, Usage


def score(answer: Answer, params: Params) -> Scored:
    counted = _COUNTED[params["which"]](answer.usage)
    if None in counted:
        raise CannotScore("missing_tokens", f"It is not known how many tokens this answer took ({params['which']}).")
    return Scored(float(sum(one for one in counted if one is not None)))


_COUNTED: dict[str, Callable[[Usage], tuple[int | None, ...]]] = {
    "total": lambda usage: (usage.input_tokens, usage.output_tokens),
    "input": lambda usage: (usage.input_tokens,),
    "output": lambda usage: (usage.output_tokens,),
}

SCORER = Scorer(
    name="tokens",
    version="1",
    description="Tokens that the answer took, as its provider counted them.",
    direction=Direction.LOWER,
    scale=Scale("number", unit="tokens", high=None),
    needs=frozenset((Need.TOKENS,)),
    score=score,
    parameters=(Parameter("which", Kind.CHOICE, "those that went in, those that came out, or both", "total", choices=tuple(_COUNTED)),),
)
