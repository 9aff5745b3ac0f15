"""What is asked of a judging model and what comes back, in the protocol of OpenAI's chat completions; who sends it is passed in.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from evalplatform.evaluations.scorers.scorer import CannotScore, Usage
from evalplatform.evaluations.scorers.texts import described, text_of

MILLION = 1_000_000


class JudgeRequest(NamedTuple):
    """`response_format` is empty where the server is to have none; None in the others leaves it to the server."""

    model: str
    system: str
    user: str
    response_format: Mapping[str, Any]
    temperature: float | None = None
    max_tokens: int | None = None


class JudgeAnswer(NamedTuple):
    """`refusal` is why the model does not answer, empty where it does."""

    text: str
    finish_reason: str = ""
    refusal: str = ""
    usage: Usage = Usage()


Ask = Callable[[JudgeRequest], JudgeAnswer]  # raises DomainError where no answer can be had


def request_body(request: JudgeRequest) -> dict[str, Any]:
    """The body of `POST …/chat/completions`."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
    }
    if request.response_format:
        body["response_format"] = dict(request.response_format)
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.max_tokens is not None:
        body["max_tokens"] = request.max_tokens
    return body


def read_answer(body: Any) -> JudgeAnswer:
    """The answer in a body of status 200, decoded. Raises CannotScore (`judge_unreadable`), with what it cost."""
    usage = _usage(body)
    choices = body.get("choices") if isinstance(body, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise CannotScore("judge_unreadable", f"The judge sent no chat completion: {_error(body)}.", spent=usage)
    refusal, finish_reason = message.get("refusal"), first.get("finish_reason")
    try:
        text = text_of({**message, "role": "assistant"})
    except CannotScore:
        text = ""
    return JudgeAnswer(
        text,
        finish_reason if isinstance(finish_reason, str) else "",
        refusal if isinstance(refusal, str) else "",
        usage,
    )


def priced(usage: Usage, *, input_price: Decimal | None, output_price: Decimal | None) -> Usage:
    """With the cost, where the server did not tell it: prices are US dollars for a million tokens; what is not known stays unknown."""
    known = usage.cost_usd is None and input_price is not None and output_price is not None
    if not known or usage.input_tokens is None or usage.output_tokens is None:
        return usage
    assert input_price is not None
    assert output_price is not None
    return usage._replace(cost_usd=(usage.input_tokens * input_price + usage.output_tokens * output_price) / MILLION)


def _usage(body: Any) -> Usage:
    """`cost` is OpenRouter's and LiteLLM's; OpenAI itself tells tokens only."""
    told = body.get("usage") if isinstance(body, dict) else None
    if not isinstance(told, dict):
        return Usage()
    return Usage(_count(told.get("prompt_tokens")), _count(told.get("completion_tokens")), _money(told.get("cost")))


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else None


def _money(value: Any) -> Decimal | None:
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return None
    try:
        made = Decimal(str(value))
    except InvalidOperation:
        return None
    return made if made.is_finite() and 0 <= made < 10**10 else None


def _error(body: Any) -> str:
    """What servers say that answer an error with status 200."""
    error = body.get("error") if isinstance(body, dict) else None
    said = error.get("message") if isinstance(error, dict) else error
    return said[:300] if isinstance(said, str) and said else described(body)
