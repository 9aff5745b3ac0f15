from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from evalplatform_sdk.tracing import Tracer
from evalplatform_sdk.wrappers import wrap_anthropic

from tests.sdk.python.sent import Sent, only

MESSAGES = [{"role": "user", "content": "2+2?"}]
WHOLE = {"role": "assistant", "model": "c-1", "content": [{"type": "text", "text": "4"}], "stop_reason": "end_turn"}
STARTED = {"role": "assistant", "model": "c-1", "content": [], "usage": {"input_tokens": 9, "output_tokens": 1}}
EVENTS: list[dict[str, Any]] = [
    {"type": "message_start", "message": STARTED},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "ping"},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Fo"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "ur"}},
    {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "t-1", "name": "add", "input": {}}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": '{"a"'}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": ": 1}"}},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 7}},
    {"type": "message_stop"},
]


class Messages:
    """Shaped as `messages` of a client: gives what it was made with."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def create(self, **asked: Any) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.pieces() if asked.get("stream") else self.answer

    def pieces(self) -> Iterator[Any]:
        yield from self.answer


class AsyncMessages(Messages):
    async def create(self, **asked: Any) -> Any:
        return self.pieces_async() if asked.get("stream") else self.answer

    async def pieces_async(self) -> AsyncIterator[Any]:
        for one in self.answer:
            yield one


@pytest.fixture
def sent() -> Sent:
    return Sent()


def client(sent: Sent, messages: Messages) -> Any:
    return wrap_anthropic(SimpleNamespace(messages=messages), Tracer(sent))


def objects(value: Any) -> Any:
    """As a client's own objects would be."""
    if isinstance(value, dict):
        return SimpleNamespace(**{name: objects(inner) for name, inner in value.items()})
    return [objects(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("shape", [dict, objects], ids=["dicts", "objects"])
def test_a_message(shape: Any, sent: Sent) -> None:
    answer = shape({**WHOLE, "usage": {"input_tokens": 9, "output_tokens": 1}})
    made = client(sent, Messages(answer))
    assert made.messages.create(model="c-1", messages=MESSAGES, system="Be brief.", max_tokens=5) is answer
    trace = only(sent)
    assert (trace["input"], trace["model"], trace["provider"]) == ({"system": "Be brief.", "messages": MESSAGES}, "c-1", "anthropic")
    assert (trace["output"], trace["usage"]) == ({k: v for k, v in WHOLE.items() if k != "model"}, {"input_tokens": 9, "output_tokens": 1})
    assert trace["metadata"] == {"max_tokens": 5}


def is_streamed(trace: dict[str, Any]) -> None:
    call = {"type": "tool_use", "id": "t-1", "name": "add", "input": '{"a": 1}'}
    assert trace["output"] == {"role": "assistant", "content": [{"type": "text", "text": "Four"}, call], "stop_reason": "tool_use"}
    assert trace["usage"] == {"input_tokens": 9, "output_tokens": 7}


@pytest.mark.parametrize("shape", [list, objects], ids=["dicts", "objects"])
def test_a_stream(shape: Any, sent: Sent) -> None:
    events = shape(EVENTS)
    assert list(client(sent, Messages(events)).messages.create(model="c-1", messages=MESSAGES, stream=True)) == events
    is_streamed(only(sent))


@pytest.mark.anyio
async def test_async(sent: Sent) -> None:
    made = client(sent, AsyncMessages(EVENTS))
    assert [one async for one in await made.messages.create(model="c-1", messages=MESSAGES, stream=True)] == EVENTS
    is_streamed(only(sent))


def test_a_stream_that_is_thrown_away(sent: Sent) -> None:
    stream = client(sent, Messages(EVENTS)).messages.create(model="c-1", messages=MESSAGES, stream=True)
    for _ in range(4):
        next(stream)
    del stream
    assert only(sent)["output"]["content"] == [{"type": "text", "text": "Fo"}]


def test_an_answer_that_nobody_can_read_is_given_all_the_same(sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    answer = {"usage": 7, "content": 3, "model": ["x"]}
    assert client(sent, Messages(answer)).messages.create(messages=MESSAGES) is answer
    assert client(sent, Messages(None)).messages.create(messages=object()) is None


def test_a_failure(sent: Sent) -> None:
    with pytest.raises(OSError, match="away"):
        client(sent, Messages(OSError("away"))).messages.create(messages=MESSAGES)
    assert only(sent)["error"] == "OSError: away"
