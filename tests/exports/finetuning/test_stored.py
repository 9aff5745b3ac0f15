from exports.finetuning import stored
from exports.finetuning.conversation import Conversation, Image, Text, ToolCall, Turn

TOOL = {"type": "function", "function": {"name": "sum", "parameters": {"maximum": 2**70}}}


def test_a_conversation_comes_back_as_it_was() -> None:
    turns = (
        Turn("system", "Be brief."),
        Turn("user", (Text("What is this?"), Image("https://example.com/a.png", "low"), Image("data:image/png;base64,AA=="))),
        Turn("assistant", None, (ToolCall("call_1", "sum", '{"a": 1}'), ToolCall("", "sum", {"a": 2**70})), weight=0),
        Turn("tool", "3", call_id="call_1", name="sum"),
        Turn("assistant", "\u2028Three.\n"),
    )
    conversation = Conversation(turns, 2, (TOOL,), False)
    assert stored.load(stored.dump(conversation)) == conversation


def test_it_stands_on_one_line() -> None:
    assert b"\n" not in stored.dump(Conversation((Turn("user", "a\nb\r\u2028c"), Turn("assistant", "")), 1))
