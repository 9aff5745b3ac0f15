"""One question to an OpenAI-compatible endpoint: an answer, a failure that may pass, or one that will not.

https://platform.openai.com/docs/api-reference/chat
"""

import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from evalplatform import exact_json, outbound
from evalplatform.errors import Unavailable
from evalplatform.evaluations.scorers.judge.asking import read_answer
from evalplatform.evaluations.scorers.scorer import CannotScore, Usage
from evalplatform.evaluations.scorers.texts import described

MAX_ANSWER_BYTES = 8 * 1024 * 1024
MAX_RETRY_AFTER_SECONDS = 300.0
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 60.0
DENIED = (401, 403, 404)  # wrong key, no such model or path: what will be the same for every example
_TRANSIENT = (408, 409, 425, 429)
_SHOWN = 300  # characters of what a server says


class Answered(NamedTuple):
    """`output` is the assistant's message as JSON text; None in the usage is unknown."""

    output: str
    usage: Usage
    latency_ms: float


class Failed(NamedTuple):
    """`again`: it may pass. `after`: the server asks for patience, for so many seconds. `denied`: it refuses us, not this question."""

    code: str
    message: str
    again: bool
    after: float | None = None
    denied: bool = False
    usage: Usage = Usage()


def ask(address: str, key: str, body: bytes, *, seconds: float) -> Answered | Failed:
    """Ask once. Raises AddressRefused and InvalidInput, for which no try will be any better."""
    started = time.perf_counter()
    answer = post(address, key, body, seconds=seconds)
    return answer if isinstance(answer, Failed) else read(answer, latency_ms=(time.perf_counter() - started) * 1000)


def post(address: str, key: str, body: bytes, *, seconds: float) -> outbound.Answer | Failed:
    """An answer of status 2xx. Raises as `ask` does."""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "evalplatform"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        answer = outbound.send("POST", address, headers=headers, body=body, seconds=seconds, max_bytes=MAX_ANSWER_BYTES)
    except Unavailable as error:
        return Failed(error.code, error.message, again=True)
    return answer if 200 <= answer.status < 300 else _refused(answer)


def read(answer: outbound.Answer, *, latency_ms: float) -> Answered | Failed:
    """What an answer of status 2xx says."""
    body = decoded(answer)
    usage = _usage(body)
    message = _message(body)
    try:
        output = exact_json.dumps(message)
    except exact_json.NotJSON as error:
        return Failed("bad_answer", f"The endpoint's answer cannot be stored: {error}", again=True, usage=usage)
    if message is None:
        return Failed("bad_answer", f"The endpoint sent no chat completion: {_said(answer, body)}", again=True, usage=usage)
    return Answered(output, usage, latency_ms)


def decoded(answer: outbound.Answer) -> Any:
    """The body; None where it is no JSON that we keep, or too long."""
    try:
        return None if answer.truncated else exact_json.loads(answer.body)
    except exact_json.NotJSON:
        return None


def backoff(attempts: int, failed: Failed) -> float:
    """Seconds until the next try: what the server asks for, else twice as long each time, with jitter."""
    usual = min(FIRST_WAIT_SECONDS * 2.0 ** (attempts - 1), LONGEST_WAIT_SECONDS) * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)
    return max(usual, failed.after or 0.0)


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """The seconds in Retry-After, as a number or as a date, bounded; None where there is none that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 12:
        return min(float(text), MAX_RETRY_AFTER_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()), MAX_RETRY_AFTER_SECONDS)


def _refused(answer: outbound.Answer) -> Failed:
    status = answer.status
    if status in _TRANSIENT or status >= 500:
        code = "rate_limited" if status == 429 else "endpoint_unavailable"
        return Failed(code, f"The endpoint answered {status}: {_said(answer)}", again=True, after=retry_after(answer.headers))
    if 300 <= status < 400:
        detail = f"The endpoint answers with a redirect ({status}), which is not followed. Give the final address."
        return Failed("endpoint_refused", detail, again=False, denied=True)
    return Failed("endpoint_refused", f"The endpoint refuses this ({status}): {_said(answer)}", again=False, denied=status in DENIED)


def _message(body: Any) -> dict[str, Any] | None:
    """Of the first choice, without what is null; None where it says nothing at all."""
    choices = body.get("choices") if isinstance(body, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        return None
    if not any(isinstance(message.get(name), kind) for name, kind in (("content", str | list), ("tool_calls", list), ("refusal", str))):
        return None
    return {name: value for name, value in message.items() if value is not None} | {"role": "assistant"}


def _usage(body: Any) -> Usage:
    try:
        return read_answer(body).usage
    except CannotScore as error:
        return error.spent


def _said(answer: outbound.Answer, body: Any = None) -> str:
    """The first words of what a server says is wrong, on one line."""
    body = decoded(answer) if body is None else body
    error = body.get("error") if isinstance(body, dict) else None
    told = error.get("message") if isinstance(error, dict) else error
    text = told if isinstance(told, str) else answer.body.decode("utf-8", "replace") if body is None else described(body)
    plain = " ".join("".join(one if one.isprintable() else " " for one in text[: 2 * _SHOWN]).split())
    return plain[:_SHOWN] or "nothing"
