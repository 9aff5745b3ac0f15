from typing import Any

import pytest

from evalplatform.management.demo.generator import traces
from exports.finetuning import readers
from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Conversation, Turn

SYSTEM, USER, ASSISTANT = Turn("system", "Be brief."), Turn("user", "Hi"), Turn("assistant", "Hello")
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
MESSAGE = {"role": "assistant", "content": "Hello"}


def read(asked: Any, answered: Any, **beside: Any) -> Conversation:
    return readers.read({"input": asked, "output": answered, **beside})


@pytest.mark.parametrize(
    "asked", ["Hi", {"prompt": "Hi", "max_tokens": 4, "stop": ["\n"]}, {"question": "Hi"}, {"role": "user", "content": "Hi"}]
)
@pytest.mark.parametrize(
    "answered", ["Hello", {"completion": "Hello"}, {"text": "Hello", "id": "x"}, {"choices": [{"text": "Hello"}]}, [MESSAGE]]
)
def test_texts_and_objects_around_one_are_a_question_and_an_answer(asked: Any, answered: Any) -> None:
    assert read(asked, answered) == Conversation((USER, ASSISTANT), 1)


def test_messages_and_an_answer_in_any_form() -> None:
    expected = Conversation((SYSTEM, USER, ASSISTANT), 2)
    for answered in (MESSAGE, "Hello", [MESSAGE], {"message": MESSAGE, "done": True}, {"messages": [MESSAGE]}, {"content": "Hello"}):
        assert read(MESSAGES, answered) == expected


def test_an_output_that_is_the_last_turn_of_its_input_is_not_doubled() -> None:
    for answered in (MESSAGE, "Hello", [MESSAGE], [MESSAGES[1], MESSAGE], [*MESSAGES, MESSAGE]):
        assert read([*MESSAGES, MESSAGE], answered) == Conversation((SYSTEM, USER, ASSISTANT), 2)


@pytest.mark.parametrize("state", [[*MESSAGES, MESSAGE], [MESSAGES[1], MESSAGE]], ids=["with_instructions", "without"])
def test_an_output_that_begins_with_its_input_is_not_doubled(state: list[Any]) -> None:
    assert read(MESSAGES, {"messages": state}) == Conversation((SYSTEM, USER, ASSISTANT), 2)


def test_another_answer_after_an_answer_stays() -> None:
    assert read([*MESSAGES, {"role": "assistant", "content": "Hey"}], MESSAGE).turns[2:] == (Turn("assistant", "Hey"), ASSISTANT)


def test_an_answer_of_several_turns_begins_where_the_input_ends() -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]}
    found = read("Hi", [called, {"role": "tool", "tool_call_id": "c", "content": "1"}, MESSAGE])
    assert (found.answer_at, [turn.role for turn in found.answer]) == (1, ["assistant", "tool", "assistant"])


def test_a_text_that_looks_like_json_stays_text() -> None:
    for text in ('[{"role":"user","content":"x"}]', '[{"role":"user","parts":', '[{"role":"user","parts":[]},1]', "[1]"):
        assert read("Hi", text).turns[-1] == Turn("assistant", text)


def test_the_tools_are_the_traces_own_or_else_those_of_the_request() -> None:
    one, other = ({"type": "function", "function": {"name": name}} for name in ("one", "other"))
    request = {"messages": MESSAGES, "tools": [other], "parallel_tool_calls": False}
    assert read(request, MESSAGE, tools=[one]).tools == (one,)
    assert read(request, MESSAGE, tools=[])[2:] == ((other,), False)


def test_every_trace_of_the_demo_is_read_if_it_has_an_answer() -> None:
    for row in traces(2000):
        try:
            found = readers.read(row)
        except Rejected as rejected:
            rule = rejected.breaches[0].rule
            assert rule == ("no_output" if row["output"] is None else "empty_answer")
            assert not row["output"] or row["output"]["content"] == ""
        else:
            assert len(found.prompt) == (len(row["input"]) if isinstance(row["input"], list) else 1)
            assert len(found.tools) == len(row["tools"])
