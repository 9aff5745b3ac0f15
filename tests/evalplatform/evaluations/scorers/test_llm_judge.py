from decimal import Decimal
from typing import Any

import pytest

from evalplatform.errors import Unavailable
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.judge.asking import JudgeAnswer, JudgeRequest
from evalplatform.evaluations.scorers.running import run
from evalplatform.evaluations.scorers.scorer import Answer, CannotScore, Errored, Scored, Usage

ANSWER = Answer(input="Capital of France?", output="Paris", reference="Paris")
USED = Usage(200, 50)
PRICES = {"input_price": 1, "output_price": "2.5"}
SPENT = Usage(200, 50, Decimal("0.000325"))


def judged(text: str, *, finish_reason: str = "stop", refusal: str = "", **params: Any) -> Scored | Errored:
    (chosen,) = parse_scorers([{"name": "llm_judge", "params": {"rubric": "Is it right?", "model": "m", **PRICES, **params}}])
    return run(chosen.scorer, ANSWER, chosen.params, ask=lambda request: JudgeAnswer(text, finish_reason, refusal, USED))


def test_a_score_with_its_reason_and_its_own_cost() -> None:
    assert judged('{"reason": "It is.", "score": 5}') == Scored(5.0, None, "It is.", SPENT)


def test_what_is_asked() -> None:
    asked: list[JudgeRequest] = []

    def ask(request: JudgeRequest) -> JudgeAnswer:
        asked.append(request)
        return JudgeAnswer('{"score": 1}')

    (chosen,) = parse_scorers([{"name": "llm_judge", "params": {"rubric": "Is it?", "model": "m", "temperature": None, "max_tokens": 9}}])
    assert run(chosen.scorer, ANSWER, chosen.params, ask=ask) == Scored(1.0)
    (request,) = asked
    assert (request.model, request.temperature, request.max_tokens) == ("m", None, 9)
    assert request.response_format["type"] == "json_schema"


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        ("", {"refusal": "I can't."}, "judge_refused"),
        ("", {"finish_reason": "content_filter"}, "judge_refused"),
        ('{"reason": "It', {"finish_reason": "length"}, "judge_cut"),
        ("Nice.", {}, "judge_unclear"),
        ('{"score": 6}', {}, "judge_out_of_scale"),
        ('{"score": 0}', {}, "judge_out_of_scale"),
        ('{"score": 4.5}', {}, "judge_out_of_scale"),
    ],
)
def test_answers_of_no_use_are_paid_for_too(text: str, more: dict[str, str], code: str) -> None:
    found = judged(text, **more)
    assert (found[0], found[2]) == (code, SPENT)


def test_a_whole_answer_at_the_limit_counts() -> None:
    assert judged('{"score": 4}', finish_reason="length")[0] == 4.0


def test_other_scales() -> None:
    assert judged('{"score": 4.5}', whole=False)[0] == 4.5
    assert judged('{"score": -0.5}', whole=False, lowest=-1, highest=1)[0] == -0.5
    assert judged('{"score": 1}', lowest=0, highest=1)[0] == 1.0


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (Unavailable("no_answer", "It does not answer."), Errored("no_answer", "It does not answer.")),
        (CannotScore("judge_unreadable", "No.", spent=USED), Errored("judge_unreadable", "No.", SPENT)),
    ],
    ids=["no_answer", "unreadable"],
)
def test_a_judge_that_fails(error: Exception, wanted: Errored) -> None:
    def ask(request: JudgeRequest) -> JudgeAnswer:
        raise error

    (chosen,) = parse_scorers([{"name": "llm_judge", "params": {"rubric": "Is it?", "model": "m", **PRICES}}])
    assert run(chosen.scorer, ANSWER, chosen.params, ask=ask) == wanted
