from exports.finetuning import readers
from exports.finetuning.conversation import Image, Text, ToolCall, Turn

ANSWER = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "content": [{"type": "text", "text": "20 degrees"}],
    "stop_reason": "end_turn",
}


def test_results_of_tools_are_turns_before_what_the_user_says() -> None:
    called = [{"type": "text", "text": "Let me see."}, {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Rome"}}]
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "is_error": False, "content": [{"type": "text", "text": "20"}]}
    messages = [{"role": "assistant", "content": called}, {"role": "user", "content": [result, {"type": "text", "text": "Well?"}]}]
    assert readers.read({"input": {"messages": messages}, "output": ANSWER}).turns == (
        Turn("assistant", "Let me see.", (ToolCall("toolu_1", "weather", {"city": "Rome"}),)),
        Turn("tool", "20", call_id="toolu_1"),
        Turn("user", "Well?"),
        Turn("assistant", "20 degrees"),
    )


def test_instructions_stand_apart_and_calls_may_be_held_to_one() -> None:
    asked = {
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "Hi"}],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
    }
    found = readers.read({"input": asked, "output": ANSWER})
    assert found.turns[0] == Turn("system", "Be brief.")
    assert (found.answer_at, found.parallel_tool_calls) == (2, False)


def test_images_and_thinking() -> None:
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
    asked = [{"role": "user", "content": [picture, {"type": "text", "text": "What is it?"}]}]
    answer = {**ANSWER, "content": [{"type": "thinking", "thinking": "A cat?", "signature": "x"}, {"type": "text", "text": "A cat."}]}
    assert readers.read({"input": asked, "output": answer}).turns == (
        Turn("user", (Image("data:image/png;base64,AAAA"), Text("What is it?"))),
        Turn("assistant", "A cat."),
    )
