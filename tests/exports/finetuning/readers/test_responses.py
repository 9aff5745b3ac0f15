from typing import Any

from exports.finetuning import readers
from exports.finetuning.conversation import Image, Text, ToolCall, Turn


def call(identifier: str) -> dict[str, Any]:
    return {"type": "function_call", "id": f"fc_{identifier}", "call_id": identifier, "name": "f", "arguments": "{}", "status": "completed"}


def message(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]}


def test_calls_belong_to_the_assistants_turn_before_them() -> None:
    reasoning = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "x"}
    found = readers.read(
        {"input": "Hi", "output": {"object": "response", "output": [reasoning, message("See:"), reasoning, call("1"), call("2")]}}
    )
    assert found.answer == (Turn("assistant", "See:", (ToolCall("1", "f", "{}"), ToolCall("2", "f", "{}"))),)


def test_a_call_belongs_to_a_plain_message_too() -> None:
    asked = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "See:"}, call("1"), call("2")]
    called = (ToolCall("1", "f", "{}"), ToolCall("2", "f", "{}"))
    assert readers.read({"input": asked, "output": "Done"}).prompt == (Turn("user", "Hi"), Turn("assistant", "See:", called))


def test_a_call_after_an_image_leaves_it_in_its_place() -> None:
    picture = {"type": "input_image", "image_url": "https://x/y.png", "detail": "auto"}
    drawn = {"role": "assistant", "content": [{"type": "output_text", "text": "Here:"}, picture]}
    found = readers.read({"input": [{"role": "user", "content": "Draw"}, drawn, call("1")], "output": "Done"})
    assert found.turns[1] == Turn("assistant", (Text("Here:"), Image("https://x/y.png", "auto")), (ToolCall("1", "f", "{}"),))


def test_calls_after_a_result_are_another_turn() -> None:
    items = [{"role": "user", "content": "Hi"}, call("1"), {"type": "function_call_output", "call_id": "1", "output": "a"}, call("2")]
    assert readers.read({"input": items, "output": "Done"}).prompt == (
        Turn("user", "Hi"),
        Turn("assistant", None, (ToolCall("1", "f", "{}"),)),
        Turn("tool", "a", call_id="1"),
        Turn("assistant", None, (ToolCall("2", "f", "{}"),)),
    )


def test_the_response_tells_instructions_and_tools_where_the_request_is_but_a_text() -> None:
    tool = {"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True}
    response = {
        "object": "response",
        "output": [message("Hello")],
        "instructions": "Be brief.",
        "tools": [tool],
        "text": {"format": {"type": "text"}},
    }
    found = readers.read({"input": "Hi", "output": response})
    assert found.turns == (Turn("system", "Be brief."), Turn("user", "Hi"), Turn("assistant", "Hello"))
    assert found.tools == ({"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}},)


def test_instructions_that_stand_in_the_messages_too_are_not_doubled() -> None:
    asked = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    response = {"object": "response", "output": [message("Hello")], "instructions": "Be brief."}
    assert readers.read({"input": asked, "output": response}).answer_at == 2


def test_many_calls_take_time_in_proportion() -> None:
    found = readers.read({"input": "Hi", "output": [call(str(number)) for number in range(50_000)]})
    assert len(found.answer[0].calls) == 50_000
