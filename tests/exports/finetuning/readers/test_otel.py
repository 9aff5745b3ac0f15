import json
from typing import Any

from exports.finetuning import readers
from exports.finetuning.conversation import Image, Text, ToolCall, Turn

ANSWER = {
    "role": "assistant",
    "parts": [{"type": "reasoning", "content": "hm"}, {"type": "text", "content": "20"}],
    "finish_reason": "stop",
}


def turns(*messages: dict[str, Any]) -> tuple[Turn, ...]:
    return readers.read({"input": [*messages], "output": [ANSWER]}).prompt


def test_calls_and_their_results_in_newer_and_older_words() -> None:
    called = {"role": "assistant", "parts": [{"type": "tool_call", "id": "c", "name": "f", "arguments": {"a": 1}}]}
    newer = {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "response": {"t": 20}}]}
    older = {"role": "user", "parts": [{"type": "tool_call_response", "id": "c", "result": "20"}, {"type": "text", "content": "Well?"}]}
    assert turns(called, newer, older) == (
        Turn("assistant", None, (ToolCall("c", "f", {"a": 1}),)),
        Turn("tool", '{"t":20}', call_id="c"),
        Turn("tool", "20", call_id="c"),
        Turn("user", "Well?"),
    )


def test_images_by_address_and_in_base64() -> None:
    by_address = {"type": "uri", "modality": "image", "mime_type": "image/png", "uri": "https://x/y.png"}
    inline = {"type": "blob", "modality": "image", "mime_type": "image/jpeg", "content": "AAAA"}
    found = turns({"role": "user", "parts": [{"type": "text", "content": "See"}, by_address, inline]})
    assert found[0].content == (Text("See"), Image("https://x/y.png"), Image("data:image/jpeg;base64,AAAA"))


def test_messages_may_come_as_json_text() -> None:
    asked = json.dumps([{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}])
    assert readers.read({"input": asked, "output": json.dumps([ANSWER])}).turns == (Turn("user", "Hi"), Turn("assistant", "20"))


def test_the_attributes_of_a_span_add_instructions_and_tools() -> None:
    tool = {"type": "function", "name": "f", "description": "d", "parameters": {"type": "object"}}
    attributes = {"gen_ai.system_instructions": "Be brief.", "gen_ai.tool.definitions": [json.dumps(tool)]}
    found = readers.read({"input": [{"role": "user", "content": "Hi"}], "output": "Hello", "attributes": attributes})
    assert found.turns == (Turn("system", "Be brief."), Turn("user", "Hi"), Turn("assistant", "Hello"))
    assert found.tools == ({"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}},)
