from decimal import Decimal
from typing import Any

import pytest

from evalplatform.evaluations.scorers.judge.asking import JudgeAnswer, JudgeRequest, priced, read_answer, request_body
from evalplatform.evaluations.scorers.scorer import CannotScore, Usage

BODY = {
    "id": "1",
    "object": "chat.completion",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "{}", "refusal": None}}],
    "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
}


def test_the_body_of_a_request() -> None:
    request = JudgeRequest("m", "Grade.", "This.", {"type": "json_object"}, temperature=0, max_tokens=100)
    assert request_body(request) == {
        "model": "m",
        "messages": [{"role": "system", "content": "Grade."}, {"role": "user", "content": "This."}],
        "response_format": {"type": "json_object"},
        "temperature": 0,
        "max_tokens": 100,
    }
    assert request_body(JudgeRequest("m", "", "", {})).keys() == {"model", "messages"}


def test_an_answer() -> None:
    assert read_answer(BODY) == JudgeAnswer("{}", "stop", "", Usage(120, 30))


def test_an_answer_in_parts_with_its_cost() -> None:
    message = {"content": [{"type": "text", "text": "{"}, {"type": "text", "text": "}"}]}
    body = {"choices": [{"message": message}], "usage": {"prompt_tokens": 1, "completion_tokens": 2, "cost": 0.00015}}
    assert read_answer(body) == JudgeAnswer("{}", "", "", Usage(1, 2, Decimal("0.00015")))


def test_a_refusal() -> None:
    body = {"choices": [{"message": {"role": "assistant", "content": None, "refusal": "I can't."}, "finish_reason": "stop"}]}
    assert read_answer(body) == JudgeAnswer("", "stop", "I can't.", Usage())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "null"),
        ([], "an empty list"),
        ({}, "an empty object"),
        ({"choices": []}, "an object with choices"),
        ({"choices": [{"text": "4"}]}, "an object with choices"),
        ({"error": {"message": "overloaded"}}, "overloaded"),
        ({"error": "busy"}, "busy"),
    ],
    ids=str,
)
def test_what_is_no_answer(body: Any, reason: str) -> None:
    with pytest.raises(CannotScore, match=f"The judge sent no chat completion: {reason}."):
        read_answer(body)


@pytest.mark.parametrize(
    "usage", [{"prompt_tokens": -1, "completion_tokens": True, "cost": "NaN"}, {"cost": -1}, {"cost": "a"}, 7], ids=str
)
def test_usage_that_makes_no_sense_is_unknown(usage: Any) -> None:
    assert read_answer({**BODY, "usage": usage}).usage == Usage()


def test_prices() -> None:
    asked = {"input_price": Decimal("0.15"), "output_price": Decimal("0.60")}
    assert priced(Usage(120, 30), **asked).cost_usd == Decimal("0.000036")
    assert priced(Usage(120, 30, Decimal(1)), **asked).cost_usd == Decimal(1)
    assert priced(Usage(120, None), **asked).cost_usd is None
    assert priced(Usage(120, 30), input_price=None, output_price=Decimal(1)).cost_usd is None
