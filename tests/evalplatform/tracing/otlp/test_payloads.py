import json
from typing import Any

import pytest

from evalplatform.tracing.otlp.indexed_messages import read_tools
from evalplatform.tracing.otlp.payloads import Payloads, take_payloads
from evalplatform.tracing.otlp.received import Event

ASK, REPLY = {"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}
PARTS_IN = [{"role": "user", "parts": [{"type": "text", "content": "hi"}]}]
PARTS_OUT = [{"role": "assistant", "parts": [{"type": "text", "content": "ho"}], "finish_reason": "stop"}]
CALLED = {**REPLY, "content": None, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}


@pytest.mark.parametrize(
    ("attributes", "taken"),
    [
        ({"gen_ai.input.messages": PARTS_IN, "gen_ai.output.messages": PARTS_OUT}, Payloads([ASK], REPLY)),
        ({"gen_ai.input.messages": json.dumps(PARTS_IN), "gen_ai.output.messages": json.dumps(PARTS_OUT)}, Payloads([ASK], REPLY)),
        (
            {"gen_ai.input.messages": PARTS_IN, "gen_ai.system_instructions": [{"type": "text", "content": "s"}]},
            Payloads([{"role": "system", "content": "s"}, ASK], None),
        ),
        ({"gen_ai.output.messages": PARTS_OUT * 2}, Payloads(None, [REPLY, REPLY])),
        (
            {
                "llm.input_messages.0.message.role": "user",
                "llm.input_messages.0.message.content": "hi",
                "llm.output_messages.0.message.role": "assistant",
                "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "f",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": "{}",
            },
            Payloads([ASK], CALLED),
        ),
        (
            {
                "gen_ai.prompt.0.role": "user",
                "gen_ai.prompt.0.content": "hi",
                "gen_ai.completion.0.role": "assistant",
                "gen_ai.completion.0.content": "ho",
                "gen_ai.completion.0.finish_reason": "stop",
            },
            Payloads([ASK], REPLY),
        ),
        ({"gen_ai.prompt": json.dumps([ASK]), "gen_ai.completion": json.dumps([REPLY])}, Payloads([ASK], REPLY)),
        ({"gen_ai.tool.call.arguments": '{"a":1}', "gen_ai.tool.call.result": "7"}, Payloads({"a": 1}, "7")),
        ({"input.value": "{}", "output.value": "7", "output.mime_type": "application/json"}, Payloads("{}", 7)),
        ({"input.value": "{", "input.mime_type": "application/json"}, Payloads("{", None)),
        ({"traceloop.entity.input": '{"q": "x"}', "traceloop.entity.output": "y"}, Payloads({"q": "x"}, "y")),
        (
            {
                "retrieval.documents.0.document.content": "a",
                "retrieval.documents.0.document.score": 0.5,
                "retrieval.documents.1.document.id": "b",
            },
            Payloads(None, [{"content": "a", "score": 0.5}, {"id": "b"}]),
        ),
        ({"gen_ai.retrieval.query.text": "q", "gen_ai.retrieval.documents": '[{"id": "d"}]'}, Payloads("q", [{"id": "d"}])),
        ({"input.value": "", "output.value": ""}, Payloads("", "")),
        ({"input.value": "x", "output.value": "[1]", "output.mime_type": "application/json"}, Payloads("x", [1])),
        ({"gen_ai.input.messages": "[]", "output.value": "[]", "output.mime_type": "application/json"}, Payloads([], [])),
        ({}, Payloads(None, None)),
    ],
    ids=[
        *("structured", "json", "instructions", "choices", "openinference", "openllmetry", "old json", "tool", "values", "no json"),
        *("traceloop", "documents", "retrieval", "empty texts", "a list of one", "empty lists", "nothing"),
    ],
)
def test_payloads_leave_the_attributes(attributes: dict[str, Any], taken: Payloads) -> None:
    left = {**attributes, "other": 1}
    assert take_payloads(left, []) == taken
    left.pop("gen_ai.response.finish_reasons", None)
    assert left == {"other": 1}


def test_finish_reasons_are_kept_where_the_conventions_have_them() -> None:
    for sent in ({"gen_ai.output.messages": PARTS_OUT}, {"gen_ai.completion.0.content": "x", "gen_ai.completion.0.finish_reason": "stop"}):
        left: dict[str, Any] = dict(sent)
        take_payloads(left, [])
        assert left == {"gen_ai.response.finish_reasons": ["stop"]}


def test_what_is_not_taken_stays_among_the_attributes() -> None:
    left = {
        "gen_ai.input.messages": PARTS_IN,
        "input.value": "raw",
        "input.mime_type": "text/plain",
        "llm.input_messages.0.message.role": "x",
    }
    assert take_payloads(left, []) == Payloads([ASK], None)
    assert left == {"input.value": "raw", "input.mime_type": "text/plain", "llm.input_messages.0.message.role": "x"}


def taken_from_events(*events: tuple[str, dict[str, Any]], **attributes: Any) -> tuple[Payloads, dict[str, Any], list[Event]]:
    left = [Event(name, 1, said) for name, said in events]
    return take_payloads(attributes, left), attributes, left


def test_an_event_of_each_message() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    payloads, attributes, left = taken_from_events(
        ("gen_ai.system.message", {"gen_ai.system": "openai", "content": "s"}),
        ("gen_ai.user.message", {"content": "hi"}),
        ("gen_ai.assistant.message", {"tool_calls": json.dumps([call])}),
        ("gen_ai.tool.message", {"id": "c", "content": "7"}),
        ("exception", {"exception.type": "E"}),
        ("gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": json.dumps(REPLY)}),
    )
    tools = [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "content": "7", "tool_call_id": "c"}]
    said = [{"role": "system", "content": "s"}, ASK, *tools]
    assert payloads == Payloads(said, REPLY)
    assert (attributes, left) == ({"gen_ai.response.finish_reasons": ["stop"]}, [Event("exception", 1, {"exception.type": "E"})])


@pytest.mark.parametrize(
    "choice",
    [
        {"index": 0, "message": REPLY},
        {"index": 0, "content": "ho"},
        {"index": 0, "message": "ho"},
        {"gen_ai.event.content": json.dumps({"message": REPLY, "index": 0})},
    ],
    ids=["object", "spread", "text", "all in one"],
)
def test_ways_to_write_a_choice(choice: dict[str, Any]) -> None:
    payloads, _, left = taken_from_events(("gen_ai.user.message", {"gen_ai.event.content": json.dumps(ASK)}), ("gen_ai.choice", choice))
    assert (payloads, left) == (Payloads([ASK], REPLY), [])


def test_an_event_about_the_whole_call() -> None:
    said = {"gen_ai.input.messages": PARTS_IN, "gen_ai.output.messages": PARTS_OUT, "gen_ai.request.model": "m", "a": 1}
    payloads, attributes, left = taken_from_events(
        ("other", {}), ("gen_ai.client.inference.operation.details", said), **{"gen_ai.request.model": "m", "a": 2}
    )
    assert payloads == Payloads([ASK], REPLY)
    assert attributes == {"gen_ai.request.model": "m", "a": 2, "gen_ai.response.finish_reasons": ["stop"]}
    assert left == [Event("other", 1, {}), Event("gen_ai.client.inference.operation.details", 1, {"a": 1})]


def test_events_of_prompt_and_completion() -> None:
    payloads, attributes, left = taken_from_events(
        ("gen_ai.content.prompt", {"gen_ai.prompt": json.dumps([ASK])}),
        ("gen_ai.content.completion", {"gen_ai.completion": json.dumps([REPLY])}),
    )
    assert (payloads, attributes, left) == (Payloads([ASK], REPLY), {}, [])


def test_openinference_parts_and_old_function_calls() -> None:
    begin = "llm.input_messages.0.message"
    payloads = take_payloads(
        {
            f"{begin}.role": "user",
            f"{begin}.contents.0.message_content.type": "text",
            f"{begin}.contents.0.message_content.text": "what?",
            f"{begin}.contents.1.message_content.type": "image",
            f"{begin}.contents.1.message_content.image.image.url": "https://x/y.png",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.function_call_name": "f",
            "llm.output_messages.0.message.function_call_arguments_json": "{}",
        },
        [],
    )
    assert payloads.input == [
        {"role": "user", "content": [{"type": "text", "text": "what?"}, {"type": "image_url", "image_url": {"url": "https://x/y.png"}}]}
    ]
    assert payloads.output["tool_calls"] == [{"id": None, "type": "function", "function": {"name": "f", "arguments": "{}"}}]


FUNCTION = {"name": "f", "description": "d", "parameters": {"type": "object"}}
NESTED = {"type": "function", "function": FUNCTION}


@pytest.mark.parametrize(
    ("attributes", "tools"),
    [
        ({"gen_ai.tool.definitions": json.dumps([{"type": "function", **FUNCTION}])}, [NESTED]),
        ({"gen_ai.tool.definitions": [NESTED, {"type": "web_search", "name": "w"}]}, [NESTED, {"type": "web_search", "name": "w"}]),
        ({"llm.tools.0.tool.json_schema": json.dumps(NESTED)}, [NESTED]),
        (
            {"llm.tools.0.tool.json_schema": json.dumps({"name": "f", "input_schema": {}})},
            [{"type": "function", "function": {"name": "f", "parameters": {}}}],
        ),
        (
            {f"llm.request.functions.0.{key}": value if key != "parameters" else json.dumps(value) for key, value in FUNCTION.items()},
            [NESTED],
        ),
        ({"gen_ai.tool.definitions": "none"}, []),
        ({}, []),
    ],
    ids=["flat", "nested", "openinference", "anthropic", "openllmetry", "no list", "nothing"],
)
def test_tools(attributes: dict[str, Any], tools: list[Any]) -> None:
    before = dict(attributes)
    assert (read_tools(attributes), attributes) == (tools, before)
