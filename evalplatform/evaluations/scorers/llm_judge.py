"""A model as judge: it reads the rubric and the answer, and gives a score with its reason."""

from evalplatform.errors import Problem
from evalplatform.evaluations.scorers.judge import prompt, verdict
from evalplatform.evaluations.scorers.judge.asking import Ask, JudgeAnswer, JudgeRequest, priced
from evalplatform.evaluations.scorers.parameters import Kind, Parameter, Params
from evalplatform.evaluations.scorers.scorer import BINARY, OF_OUTPUT, Answer, CannotScore, Direction, Need, Scale, Scored, Scorer, Usage


def score(answer: Answer, params: Params, ask: Ask) -> Scored:
    written = prompt.write(answer, params)
    request = JudgeRequest(
        model=params["model"],
        system=written.system,
        user=written.user,
        response_format=prompt.response_format(params),
        temperature=params["temperature"],
        max_tokens=params["max_tokens"],
    )
    try:
        answered = ask(request)
    except CannotScore as error:
        raise CannotScore(error.code, error.reason, spent=_spent(error.spent, params)) from None
    return _judged(answered, params, _spent(answered.usage, params))


def _spent(usage: Usage, params: Params) -> Usage:
    return priced(usage, input_price=params["input_price"], output_price=params["output_price"])


def _judged(answered: JudgeAnswer, params: Params, spent: Usage) -> Scored:
    """What it cost is counted whether or not the answer is of use."""
    if answered.refusal:
        raise CannotScore("judge_refused", f"The judge refused: {answered.refusal}", spent=spent)
    if answered.finish_reason == "content_filter":
        raise CannotScore("judge_refused", "The judge's answer was held back by a filter of its provider.", spent=spent)
    try:
        found = verdict.read(answered.text)
    except verdict.Unclear as error:
        if answered.finish_reason == "length":
            raise CannotScore("judge_cut", "The judge's answer was cut; raise max_tokens.", spent=spent) from None
        raise CannotScore("judge_unclear", f"No score can be taken from the judge: {error}: {answered.text[:200]}", spent=spent) from None
    if not params["lowest"] <= found.score <= params["highest"] or (params["whole"] and not found.score.is_integer()):
        raise CannotScore("judge_out_of_scale", f"The judge gave {found.score:g}, which is not on the scale.", spent=spent)
    return Scored(found.score, None, found.reason, spent)


def scale_for(params: Params) -> Scale:
    if params["whole"] and (params["lowest"], params["highest"]) == (0, 1):
        return BINARY
    return Scale("number", unit="points", low=float(params["lowest"]), high=float(params["highest"]))


def check(params: Params) -> Problem | None:
    for name in ("rubric", "model"):
        if not params[name].strip():
            return Problem(f"/{name}", f"{name} is empty.")
    if params["lowest"] >= params["highest"]:
        return Problem("/highest", "highest is above lowest.")
    if params["whole"] and not (float(params["lowest"]).is_integer() and float(params["highest"]).is_integer()):
        return Problem("/whole", "Between bounds that are no whole numbers, set whole to false.")
    return None


_OFFERED = ("json_schema", "json_object", "none")
_PRICE = "US dollars for a million tokens {}, where the server does not tell the cost"
PARAMETERS = (
    Parameter("rubric", Kind.TEXT, "what makes an answer good, and what each score stands for"),
    Parameter("model", Kind.TEXT, "the name of the judging model, as its server knows it", most=200),
    Parameter("lowest", Kind.NUMBER, "the worst score; 0 and 1 make a binary scale", default=1, low=-1_000_000, high=1_000_000),
    Parameter("highest", Kind.NUMBER, "the best score", default=5, low=-1_000_000, high=1_000_000),
    Parameter("whole", Kind.BOOLEAN, "only whole numbers are scores", default=True),
    Parameter("with_input", Kind.BOOLEAN, "show the judge the example's input", default=True),
    Parameter("reference", Kind.CHOICE, "show it the reference", default="if_present", choices=("if_present", "required", "never")),
    Parameter("temperature", Kind.NUMBER, "null leaves it to the server, as some models ask for", default=0, low=0, high=2, nullable=True),
    Parameter("max_tokens", Kind.INTEGER, "of the judge's answer, its reasoning included", default=None, low=1, high=1_000_000),
    Parameter("max_characters", Kind.INTEGER, "of all that the judge reads", default=100_000, low=1, high=2_000_000),
    Parameter("response_format", Kind.CHOICE, "what the server knows of structured answers", default="json_schema", choices=_OFFERED),
    Parameter("input_price", Kind.DECIMAL, _PRICE.format("read"), default=None, low=0),
    Parameter("output_price", Kind.DECIMAL, _PRICE.format("written"), default=None, low=0),
)
SCORER = Scorer(
    name="llm_judge",
    version="1",
    description="A model's score by your rubric. What it reads and writes is counted apart from the answer's own usage.",
    direction=Direction.HIGHER,
    scale=Scale("number", unit="points", low=1.0, high=5.0),
    needs=OF_OUTPUT | {Need.JUDGE},
    score=score,
    parameters=PARAMETERS,
    scale_for=scale_for,
    check=check,
)
