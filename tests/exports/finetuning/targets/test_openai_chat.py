from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Conversation, Image, Labelled, Text, ToolCall, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.openai_chat import Target
from tests.exports.finetuning.targets import openai_examples as examples
from tests.exports.finetuning.targets.openai_examples import ANSWER, PNG, TOOL, USER, Case, line

TARGET = Target()
CASES = examples.cases_of(TARGET.RULES)


def test_it_is_registered() -> None:
    assert isinstance(get("openai-chat"), Target)


def test_each_rule_has_its_case() -> None:
    assert {case.rule for case in CASES} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_rule(case: Case) -> None:
    assert TARGET.check(case.keeps) == []
    assert examples.found(TARGET.check(case.breaks)) == [(case.rule, case.pointer)]


def test_renders_all_that_a_turn_can_hold() -> None:
    seen = Turn("user", (Text("What?"), Image(PNG, "low")), name="ann")
    asked = Turn("assistant", None, (ToolCall("c1", "add", "{}"),), weight=0)
    conversation = Conversation((seen, asked, Turn("tool", "1", call_id="c1"), Turn("assistant", "One")), 1, (TOOL,), False)
    image = {"type": "image_url", "image_url": {"url": PNG, "detail": "low"}}
    call = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    assert TARGET.render(conversation) == {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "What?"}, image], "name": "ann"},
            {"role": "assistant", "tool_calls": [call], "weight": 0},
            {"role": "tool", "content": "1", "tool_call_id": "c1"},
            {"role": "assistant", "content": "One"},
        ],
        "tools": [TOOL],
        "parallel_tool_calls": False,
    }
    assert TARGET.check(TARGET.render(conversation)) == []


def test_parallel_calls_are_said_only_beside_tools() -> None:
    assert TARGET.render(Conversation((Turn("user", "Hi"),), 1, (), True)) == line(USER)


def test_two_messages_of_a_user_and_an_https_image_are_taken() -> None:
    assert TARGET.check(line(USER, examples.seeing("https://x.org/a.png"), ANSWER)) == []


def test_arguments_stay_an_object_until_a_repair_makes_them_text() -> None:
    asked = Turn("assistant", None, (ToolCall("c1", "add", {"a": 1}),))
    rendered = TARGET.render(Conversation((Turn("user", "Hi"), asked), 1))
    assert examples.found(TARGET.check(rendered)) == [("arguments_type", "/messages/1/tool_calls/0/function/arguments")]


def test_every_breach_is_told_in_its_place() -> None:
    broken = line({"role": "user", "content": "", "x": 1}, {"role": "assistant", "weight": True}, tools=7)
    assert examples.found(TARGET.check(broken)) == [
        ("unknown_key", "/messages/0/x"),
        ("empty_content", "/messages/0/content"),
        ("missing_content", "/messages/1"),
        ("weight", "/messages/1/weight"),
        ("tools_type", "/tools"),
    ]


def test_a_labelled_conversation_is_no_line() -> None:
    with pytest.raises(Rejected, match="made of one conversation"):
        TARGET.render(Labelled(Conversation((), 0), True))


def test_texts_are_all_that_is_read_or_written() -> None:
    assert TARGET.texts({**examples.TOOLED, "tools": [{"a": 1}]}) == ["Hi", "add", '{"a": 1}', "1", "Yo", '{"a":1}']
    assert TARGET.texts(line(examples.seeing(), ANSWER)) == ["Yo"]


def parse(line: dict[str, Any]) -> Conversation:
    turns = [
        Turn(
            one["role"],
            tuple(map(parse_part, one["content"])) if isinstance(one.get("content"), list) else one.get("content"),
            tuple(ToolCall(call["id"], **call["function"]) for call in one.get("tool_calls", ())),
            one.get("tool_call_id", ""),
            one.get("name", ""),
            one.get("weight"),
        )
        for one in line["messages"]
    ]
    return Conversation(tuple(turns), 0, tuple(line.get("tools", ())), line.get("parallel_tool_calls"))


def parse_part(part: dict[str, Any]) -> Text | Image:
    return Text(part["text"]) if part["type"] == "text" else Image(**part["image_url"])


@given(examples.conversations)
def test_nothing_is_lost_in_a_line(conversation: Conversation) -> None:
    parallel = conversation.parallel_tool_calls if conversation.tools else None
    assert parse(TARGET.render(conversation)) == conversation._replace(answer_at=0, parallel_tool_calls=parallel)
