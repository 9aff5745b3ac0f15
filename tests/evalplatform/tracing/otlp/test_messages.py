import json
from typing import Any

import pytest

from evalplatform.tracing.otlp.messages import alone, read_messages, take_finish_reasons, with_instructions

HI = {"role": "user", "content": "hi"}


def said(*parts: Any, role: str = "assistant", **more: Any) -> Any:
    return read_messages([{"role": role, "parts": list(parts), **more}])


@pytest.mark.parametrize("form", [lambda value: value, json.dumps], ids=["structured", "text"])
def test_a_conversation_with_a_tool(form: Any) -> None:
    sent = [
        {"role": "user", "parts": [{"type": "text", "content": "Weather in Ulm?"}]},
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "weather", "arguments": {"city": "Ulm"}}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "21"}]},
        {"role": "assistant", "parts": [{"type": "text", "content": "21 degrees."}], "finish_reason": "stop"},
    ]
    assert read_messages(form(sent)) == [
        {"role": "user", "content": "Weather in Ulm?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Ulm"}'}}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "21"},
        {"role": "assistant", "content": "21 degrees."},
    ]


def test_several_answers_of_tools_in_one_message_are_several_messages() -> None:
    first = {"type": "tool_call_response", "id": "a", "result": {"x": 1}}
    second = {"type": "tool_call_response", "id": "b", "response": None}
    assert said(first, second, role="tool") == [
        {"role": "tool", "tool_call_id": "a", "content": '{"x":1}'},
        {"role": "tool", "tool_call_id": "b", "content": ""},
    ]


def test_arguments_that_are_a_text_stay_one() -> None:
    (message,) = said({"type": "tool_call", "name": "f", "arguments": '{"a": 1}'})
    assert message["tool_calls"] == [{"id": None, "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}]


def test_several_parts_and_reasoning() -> None:
    parts = [{"type": "reasoning", "content": "hm"}, {"type": "text", "content": "a"}, {"type": "text", "content": "b"}]
    assert said(*parts, name="bot") == [
        {
            "role": "assistant",
            "name": "bot",
            "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
            "reasoning_content": "hm",
        }
    ]


def test_images() -> None:
    blob = {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "AA=="}
    uri = {"type": "uri", "modality": "image", "uri": "https://x/y.png"}
    (message,) = said(blob, uri, role="user")
    assert [part["image_url"]["url"] for part in message["content"]] == ["data:image/png;base64,AA==", "https://x/y.png"]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "file", "file_id": "f", "modality": "document"},
        {"type": "blob", "modality": "audio", "content": "AA=="},
        {"type": "uri", "modality": "image", "uri": 7},
        {"type": "text", "content": "a", "annotations": []},
        {"type": "text", "content": {"a": 1}},
        {"type": "reasoning", "content": None},
        {"type": ["text"]},
        {"no": "type"},
        "text",
        None,
    ],
    ids=str,
)
def test_parts_without_a_counterpart_stay(part: Any) -> None:
    assert said(part) == [{"role": "assistant", "content": [part]}]


def test_what_is_in_openais_shape_already_stays() -> None:
    message = {"role": "assistant", "content": [{"type": "text", "text": "a"}], "tool_calls": []}
    assert (read_messages([message]), read_messages(message)) == ([message], [message])


@pytest.mark.parametrize("value", ["plain text", 7, [1, HI], None, "[not json"], ids=str)
def test_what_is_no_list_of_messages_stays(value: Any) -> None:
    assert read_messages(value) == value


def test_instructions() -> None:
    system = {"role": "system", "content": "Be short."}
    assert with_instructions([{"type": "text", "content": "Be short."}], [HI]) == [system, HI]
    assert with_instructions('[{"type":"text","content":"Be short."}]', [system, HI]) == [system, HI]
    assert with_instructions("Be short.", [HI]) == [system, HI]
    assert with_instructions(None, [HI]) == [HI]
    assert with_instructions("Be short.", "a text") == "a text"


def test_one_message_stands_alone() -> None:
    assert (alone([HI]), alone([HI, HI]), alone("a"), alone([])) == (HI, [HI, HI], "a", [])


def test_finish_reasons_go_to_the_attributes_unless_they_are_there() -> None:
    messages = [{"role": "assistant", "parts": [], "finish_reason": "stop"}, {"role": "assistant"}]
    empty: dict[str, Any] = {}
    known: dict[str, Any] = {"gen_ai.response.finish_reasons": ["length"]}
    for attributes in (empty, known):
        take_finish_reasons(attributes, json.dumps(messages))
    assert (empty, known) == ({"gen_ai.response.finish_reasons": ["stop"]}, {"gen_ai.response.finish_reasons": ["length"]})
