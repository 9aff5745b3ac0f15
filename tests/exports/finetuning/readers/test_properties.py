from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning import readers
from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Conversation
from tests.exports.finetuning.readers import writing
from tests.exports.finetuning.readers.writing import Body, conversations

WRITERS = (writing.as_messages, writing.as_chat, writing.as_responses, writing.as_anthropic, writing.as_otel)

KEYS = (
    *("role", "content", "type", "text", "parts", "messages", "choices", "message", "input", "output", "prompt", "completion", "system"),
    *("tool_calls", "function", "function_call", "name", "arguments", "id", "call_id", "tool_use_id", "tool_call_id", "source", "url"),
    *("image_url", "contents", "candidates", "functionCall", "functionResponse", "inlineData", "instructions", "tools", "response", "args"),
    *("object", "modality", "mime_type", "uri", "weight", "input_schema", "parameters", "description", "media_type", "data", "tool_choice"),
)
WORDS = (
    *("user", "assistant", "system", "tool", "human", "function", "text", "image", "image_url", "tool_use", "tool_result", "thinking"),
    *("function_call", "function_call_output", "reasoning", "message", "tool_call", "tool_call_response", "blob", "uri", "base64", "url"),
    *("response", "image/png", "", "[", '[{"role":"user","parts":[]}]', '{"a":1}', "\ud800", "\0"),
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=3)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=2), inner, max_size=5),
    max_leaves=25,
)
LEFT_OUT = object()


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@given(st.data())
def test_what_is_written_in_a_shape_is_read_back(write: Callable[[Conversation], Body], data: st.DataObject) -> None:
    one = data.draw(conversations())
    assert readers.read(write(one)) == one


@given(st.fixed_dictionaries({"input": anything, "output": anything}, optional={"tools": anything, "attributes": anything}))
def test_any_json_is_a_conversation_or_rejected(row: Body) -> None:
    check(row)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@given(st.data())
def test_one_value_changed_is_a_conversation_or_rejected(write: Callable[[Conversation], Body], data: st.DataObject) -> None:
    row = write(data.draw(conversations()))
    place, key = data.draw(st.sampled_from(list(places(row))))
    place[key] = data.draw(anything)
    check(row)


def check(row: Body) -> None:
    try:
        found = readers.read(row)
    except Rejected as error:
        (breach,) = error.breaches
        assert breach.rule in readers.RULES
        assert breach.message.endswith(".")
        assert pointed_at(row, breach.pointer)
        return
    assert 0 < found.answer_at < len(found.turns)
    assert any(turn.role == "assistant" for turn in found.answer)


def places(value: Any) -> Any:
    """Each place in a value, as container and key."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def pointed_at(row: Any, pointer: str) -> bool:
    """Whether the pointer leads into the row; its last step may be what is missing there."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for number, step in enumerate(steps):
        if isinstance(row, list) and step.isdecimal() and int(step) < len(row):
            row = row[int(step)]
        elif isinstance(row, dict) and (step in row or "\\ud" in step):
            row = row.get(step)
        else:
            return number == len(steps) - 1 or isinstance(row, str)
    return True
