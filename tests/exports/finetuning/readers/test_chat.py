from typing import Any

import pytest

from exports.finetuning import readers
from exports.finetuning.conversation import Image, Text, ToolCall, Turn


def turns(*messages: dict[str, Any]) -> tuple[Turn, ...]:
    return readers.read({"input": [*messages], "output": "Yes"}).prompt


def test_a_function_call_of_old_is_a_call_without_id() -> None:
    called = {"role": "assistant", "content": None, "function_call": {"name": "look_up", "arguments": '{"a":1}'}}
    assert turns(called, {"role": "function", "name": "look_up", "content": "2"}) == (
        Turn("assistant", None, (ToolCall("", "look_up", '{"a":1}'),)),
        Turn("tool", "2", name="look_up"),
    )


def test_names_and_weights_are_kept() -> None:
    said = {"role": "assistant", "content": "a", "weight": 0}
    assert turns({"role": "user", "name": "Zoë", "content": "q"}, said) == (Turn("user", "q", name="Zoë"), Turn("assistant", "a", weight=0))


@pytest.mark.parametrize(("role", "ours"), [("human", "user"), ("ai", "assistant"), ("model", "assistant"), ("bot", "assistant")])
def test_older_words_for_roles(role: str, ours: Any) -> None:
    assert turns({"role": role, "content": "a"}) == (Turn(ours, "a"),)
    assert turns({"type": role, "content": "a", "id": None, "response_metadata": {"model": "m"}}) == (Turn(ours, "a"),)


def test_a_langchain_call_has_args() -> None:
    called = {"type": "ai", "content": "", "tool_calls": [{"name": "f", "args": {"a": 1}, "id": "c", "type": "tool_call"}]}
    assert turns(called, {"type": "tool", "content": "2", "tool_call_id": "c", "artifact": None}) == (
        Turn("assistant", "", (ToolCall("c", "f", {"a": 1}),)),
        Turn("tool", "2", call_id="c"),
    )


def test_what_says_nothing_is_dropped() -> None:
    beside = {"id": "x", "created": 5, "refusal": None, "annotations": [], "audio": None, "logprobs": {"content": []}, "prefix": True}
    assert turns({"role": "assistant", "content": "a", "reasoning_content": "hm", **beside}) == (Turn("assistant", "a"),)


def test_texts_of_blocks_become_one() -> None:
    blocks = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert turns({"role": "user", "content": blocks}, {"role": "assistant", "content": blocks}) == (
        Turn("user", "a\nb"),
        Turn("assistant", "ab"),
    )


def test_images_stand_between_texts() -> None:
    blocks = [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "low"}}, "b"]
    assert turns({"role": "user", "content": blocks})[0].content == (Text("a"), Image("https://x/y.png", "low"), Text("b"))


def test_a_content_without_a_message_is_one() -> None:
    found = readers.read({"input": [{"type": "text", "text": "a"}], "output": [{"type": "output_text", "text": "b", "annotations": []}]})
    assert found.turns == (Turn("user", "a"), Turn("assistant", "b"))
