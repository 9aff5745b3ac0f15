import json
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import openai
import pytest
from evalplatform_sdk.tracing import Tracer
from evalplatform_sdk.wrappers import wrap_openai
from openai import AsyncOpenAI, AsyncStream, OpenAI, Stream

from tests.sdk.python.sent import Sent

MESSAGES: Any = [{"role": "user", "content": "2+2?"}]
USAGE = {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}
WHOLE = {
    "id": "c-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m-1-2026",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "4"}}],
    "usage": USAGE,
}


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def tracer(sent: Sent) -> Tracer:
    return Tracer(sent)


def chunk(delta: dict[str, Any], **more: Any) -> dict[str, Any]:
    choices = [{"index": 0, "delta": delta, "finish_reason": None}]
    return {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "m-1-2026", "choices": choices, **more}


def events(*chunks: dict[str, Any]) -> bytes:
    return "".join(f"data: {json.dumps(one)}\n\n" for one in chunks).encode() + b"data: [DONE]\n\n"


def answering(body: Any, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        if isinstance(body, bytes):
            return httpx.Response(status, content=body, headers={"content-type": "text/event-stream"})
        return httpx.Response(status, json=body)

    return answer


def client(tracer: Tracer, body: Any, status: int = 200) -> OpenAI:
    http = httpx.Client(transport=httpx.MockTransport(answering(body, status)))
    return wrap_openai(OpenAI(api_key="sk-secret", base_url="http://model/v1", http_client=http, max_retries=0), tracer)


def client_async(tracer: Tracer, body: Any) -> AsyncOpenAI:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answering(body)))
    return wrap_openai(AsyncOpenAI(api_key="sk-secret", base_url="http://model/v1", http_client=http, max_retries=0), tracer)


def only(sent: Sent) -> dict[str, Any]:
    (trace,) = sent.traces
    assert "sk-secret" not in json.dumps(trace)
    return trace


def is_whole(trace: dict[str, Any], content: str = "4") -> None:
    assert (trace["name"], trace["provider"], trace["model"]) == ("chat.completions.create", "openai", "m-1-2026")
    assert (trace["input"], trace["output"]["content"]) == (MESSAGES, content)
    assert trace["usage"] == {"input_tokens": 9, "output_tokens": 1}


def test_a_completion(tracer: Tracer, sent: Sent) -> None:
    made = client(tracer, WHOLE)
    answer = made.chat.completions.create(model="m-1", messages=MESSAGES, temperature=0.5)
    assert (type(made), answer.choices[0].message.content) == (OpenAI, "4")
    is_whole(only(sent))
    assert only(sent)["metadata"] == {"temperature": 0.5}


@pytest.mark.anyio
async def test_an_async_completion(tracer: Tracer, sent: Sent) -> None:
    answer = await client_async(tracer, WHOLE).chat.completions.create(model="m-1", messages=MESSAGES)
    assert answer.choices[0].message.content == "4"
    is_whole(only(sent))


def test_wrapping_twice_traces_once(tracer: Tracer, sent: Sent) -> None:
    wrap_openai(client(tracer, WHOLE), tracer).chat.completions.create(model="m-1", messages=MESSAGES)
    assert len(sent.traces) == 1


def test_a_call_within_a_function_is_a_span(tracer: Tracer, sent: Sent) -> None:
    with tracer.step("answer"):
        client(tracer, WHOLE).chat.completions.create(model="m-1", messages=MESSAGES)
    (span,) = only(sent)["spans"]
    assert (span["kind"], only(sent)["model"], only(sent)["usage"]) == ("llm", "m-1-2026", {"input_tokens": 9, "output_tokens": 1})


STREAM = events(chunk({"role": "assistant", "content": "Fo"}), chunk({"content": "ur"}), chunk({}, choices=[], usage=USAGE))


def test_a_stream(tracer: Tracer, sent: Sent) -> None:
    stream = client(tracer, STREAM).chat.completions.create(model="m-1", messages=MESSAGES, stream=True)
    assert isinstance(stream, Stream)
    assert sent.traces == []
    pieces = [one.choices[0].delta.content for one in stream if one.choices]
    assert (pieces, stream.response.status_code) == (["Fo", "ur"], 200)
    is_whole(only(sent), "Four")


@pytest.mark.anyio
async def test_an_async_stream(tracer: Tracer, sent: Sent) -> None:
    stream = await client_async(tracer, STREAM).chat.completions.create(model="m-1", messages=MESSAGES, stream=True)
    assert isinstance(stream, AsyncStream)
    async with stream:
        assert [one.choices[0].delta.content async for one in stream if one.choices] == ["Fo", "ur"]
    is_whole(only(sent), "Four")


def test_a_stream_that_is_left_early(tracer: Tracer, sent: Sent) -> None:
    with client(tracer, STREAM).chat.completions.create(model="m-1", messages=MESSAGES, stream=True) as stream:
        next(iter(stream))
    assert (only(sent)["output"]["content"], only(sent)["status"]) == ("Fo", "ok")


def test_tools_that_are_called_in_pieces(tracer: Tracer, sent: Sent) -> None:
    def call(**part: Any) -> dict[str, Any]:
        return chunk({"tool_calls": [{"index": 0, **part}]})

    pieces = [call(id="t-1", type="function", function={"name": "add", "arguments": '{"a"'}), call(function={"arguments": ": 1}"})]
    tools: Any = [{"type": "function", "function": {"name": "add", "parameters": {}}}]
    list(client(tracer, events(*pieces)).chat.completions.create(model="m-1", messages=MESSAGES, tools=tools, stream=True))
    wanted = [{"id": "t-1", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}]
    assert (only(sent)["output"]["tool_calls"], only(sent)["metadata"]["tools"]) == (wanted, tools)


def test_a_failure_stays_what_it_was(tracer: Tracer, sent: Sent) -> None:
    made = client(tracer, {"error": {"message": "no such model"}}, status=404)
    with pytest.raises(openai.NotFoundError, match="no such model"):
        made.chat.completions.create(model="m-1", messages=MESSAGES)
    assert (only(sent)["status"], only(sent)["error"][:14]) == ("error", "NotFoundError:")


def test_a_raw_answer_is_left_alone(tracer: Tracer, sent: Sent) -> None:
    raw = client(tracer, WHOLE).chat.completions.with_raw_response.create(model="m-1", messages=MESSAGES)
    assert raw.parse().choices[0].message.content == "4"
    assert only(sent)["input"] == MESSAGES


def test_embeddings_are_counted_and_not_kept(tracer: Tracer, sent: Sent) -> None:
    data = [{"object": "embedding", "index": n, "embedding": [0.1, 0.2, 0.3]} for n in range(2)]
    body = {"object": "list", "data": data, "model": "e-1", "usage": {"prompt_tokens": 4, "total_tokens": 4}}
    answer = client(tracer, body).embeddings.create(model="e-1", input=["a", "b"], encoding_format="float")
    assert (len(answer.data), only(sent)["input"], only(sent)["usage"]) == (2, ["a", "b"], {"input_tokens": 4})
    assert only(sent)["output"] == {"vectors": 2, "dimensions": 3}


def test_responses(tracer: Tracer, sent: Sent) -> None:
    content = [{"type": "output_text", "text": "4", "annotations": []}]
    output = [{"type": "message", "id": "o", "role": "assistant", "status": "completed", "content": content}]
    usage = {"input_tokens": 9, "output_tokens": 1, "total_tokens": 10}
    body = {"id": "r", "object": "response", "created_at": 1, "model": "m-1", "output": output, "usage": usage, "status": "completed"}
    answer = client(tracer, body).responses.create(model="m-1", input="2+2?", instructions="Be brief.")
    assert answer.output_text == "4"
    assert (only(sent)["input"], only(sent)["usage"]) == ({"system": "Be brief.", "input": "2+2?"}, {"input_tokens": 9, "output_tokens": 1})
    assert only(sent)["output"][0]["content"][0]["text"] == "4"


def test_what_cannot_be_traced_is_said_at_once(tracer: Tracer) -> None:
    with pytest.raises(TypeError, match="object has none of chat.completions.create"):
        wrap_openai(object(), tracer)
