import json
from datetime import UTC, datetime
from typing import Any

import pytest

from evalplatform import outbound
from evalplatform.evaluations.answering import chat
from evalplatform.evaluations.answering.chat import Answered, Failed
from evalplatform.evaluations.scorers.scorer import Usage
from tests.evalplatform.evaluations.conftest import model_server  # noqa: F401 (fixture)
from tests.model_server import ModelServer

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def answer(body: Any, status: int = 200, **headers: str) -> outbound.Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return outbound.Answer(status, headers, raw, truncated=False)


def completion(message: Any, **more: Any) -> outbound.Answer:
    return answer({"choices": [{"message": message}], **more})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("99999", 300.0),
        ("Mon, 23 Nov 2026 04:01:30 GMT", 90.0),
        ("Mon, 23 Nov 2026 03:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-1", None),
        ("²", None),
        ("1.5", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert chat.retry_after({"retry-after": text}, now=NOW) == seconds


def test_an_answer_is_the_message_without_what_is_null() -> None:
    found = chat.read(
        completion({"role": "assistant", "content": "Grüße", "refusal": None}, usage={"prompt_tokens": 3, "completion_tokens": 2}),
        latency_ms=5.0,
    )
    assert found == Answered('{"role":"assistant","content":"Grüße"}', Usage(3, 2, None), 5.0)


@pytest.mark.parametrize(
    "message",
    [{"content": ""}, {"content": None, "tool_calls": [{"id": "1"}]}, {"content": None, "refusal": "no"}, {"content": [{"text": "a"}]}],
    ids=["empty", "tools", "refusal", "parts"],
)
def test_all_that_says_something_is_an_answer(message: dict[str, Any]) -> None:
    assert isinstance(chat.read(completion(message), latency_ms=1.0), Answered)


@pytest.mark.parametrize(
    "found",
    [
        answer(b"<html>"),
        answer(b""),
        answer([]),
        answer({"choices": {}}),
        answer({"choices": [None]}),
        completion("text"),
        completion({"content": None}),
        completion({"content": "a\0b"}),
        answer(b'{"choices": [{"message": {"content": "\\ud800"}}]}'),
        outbound.Answer(200, {}, b'{"choices": [{"message": {"content": "a"}}]}', truncated=True),
    ],
    ids=["html", "nothing", "list", "no choices", "null choice", "text", "null", "nul", "surrogate", "too long"],
)
def test_nonsense_may_be_tried_again(found: outbound.Answer) -> None:
    read = chat.read(found, latency_ms=1.0)
    assert isinstance(read, Failed)
    assert (read.code, read.again, "\0" in read.message) == ("bad_answer", True, False)


@pytest.mark.parametrize(
    ("status", "code", "again", "denied"),
    [
        (429, "rate_limited", True, False),
        (408, "endpoint_unavailable", True, False),
        (500, "endpoint_unavailable", True, False),
        (503, "endpoint_unavailable", True, False),
        (400, "endpoint_refused", False, False),
        (401, "endpoint_refused", False, True),
        (404, "endpoint_refused", False, True),
        (302, "endpoint_refused", False, True),
    ],
)
def test_each_status_says_whether_to_try_again(status: int, code: str, again: bool, denied: bool) -> None:
    found = chat._refused(answer({"error": {"message": "line 1\nline 2\x07"}}, status))
    assert (found.code, found.again, found.denied) == (code, again, denied)
    assert "\n" not in found.message


def test_backoff_doubles_and_waits_as_long_as_it_is_told() -> None:
    failed = Failed("x", "", again=True)
    assert 0.5 <= chat.backoff(1, failed) <= 1.0
    assert 4.0 <= chat.backoff(4, failed) <= 8.0
    assert 30.0 <= chat.backoff(20, failed) <= 60.0
    assert chat.backoff(1, failed._replace(after=120.0)) == 120.0


def test_a_slow_answer_is_none(model_server: ModelServer) -> None:  # noqa: F811
    model_server.seconds = 1.5
    body = json.dumps({"messages": [{"content": "q"}]}).encode()
    found = chat.ask(f"{model_server.url}/chat/completions", "", body, seconds=1.0)
    assert isinstance(found, Failed)
    assert (found.code, found.again, model_server.keys) == ("no_answer", True, {None})
