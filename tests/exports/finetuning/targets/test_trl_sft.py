import json
from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, ToolCall, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.trl_sft import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALL, CALLING, SEEING, SYSTEM, TOOL, USER, Case, Refusal, talk

TARGET = Target()
ASKED, ANSWERED = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}
CALLED = {"type": "function", "function": {"name": "add", "arguments": {"a": 1}}}
ARGUMENTS = "/messages/1/tool_calls/0/function/arguments"


def line(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), **more}


def calling(*calls: Any, **more: Any) -> dict[str, Any]:
    return line(ASKED, {"role": "assistant", "tool_calls": list(calls), **more})


GOOD = line({"role": "system", "content": "Be short."}, ASKED, {**ANSWERED, "name": "bot"})
TOOLED = line(
    ASKED,
    {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", **CALLED}]},
    {"role": "tool", "content": "", "tool_call_id": "c1", "name": "add"},
    ANSWERED,
    tools=[TOOL],
)
CASES = (
    Case("not_an_object", GOOD, "x", ""),
    Case("missing_key", GOOD, {"tools": []}, "/messages"),
    Case("missing_key", TOOLED, calling({"type": "function"}), "/messages/1/tool_calls/0/function"),
    Case("missing_key", TOOLED, calling({**CALLED, "function": {"name": "add"}}), ARGUMENTS),
    Case("missing_key", TOOLED, {**TOOLED, "tools": [{"type": "function", "function": {}}]}, "/tools/0/function/name"),
    Case("missing_key", TOOLED, {**TOOLED, "tools": [{"function": {"name": "add"}}]}, "/tools/0/type"),
    Case("unknown_key", GOOD, {**GOOD, "parallel_tool_calls": True}, "/parallel_tool_calls"),
    Case("unknown_key", GOOD, line(ASKED, {**ANSWERED, "weight": 1}), "/messages/1/weight"),
    Case("unknown_key", TOOLED, calling({**CALLED, "index": 0}), "/messages/1/tool_calls/0/index"),
    Case("wrong_type", TOOLED, calling({**CALLED, "function": {"name": "add", "arguments": "{}"}}), ARGUMENTS),
    Case("wrong_type", TOOLED, calling({**CALLED, "type": "tool"}), "/messages/1/tool_calls/0/type"),
    Case("wrong_type", TOOLED, calling({**CALLED, "id": 1}), "/messages/1/tool_calls/0/id"),
    Case("wrong_type", GOOD, line(ASKED, {**ANSWERED, "content": None}), "/messages/1/content"),
    Case("wrong_type", GOOD, line(ASKED, {**ANSWERED, "name": None}), "/messages/1/name"),
    Case("wrong_type", TOOLED, {**TOOLED, "tools": "[]"}, "/tools"),
    Case("wrong_type", TOOLED, {**TOOLED, "tools": [{**TOOL, "type": "web_search"}]}, "/tools/0/type"),
    Case("no_messages", GOOD, line(), "/messages"),
    Case("unknown_role", GOOD, line(ASKED, ANSWERED, {"role": "developer", "content": "x"}), "/messages/2/role"),
    Case("missing_content", GOOD, line(ASKED, {"role": "assistant"}), "/messages/1/content"),
    Case("empty_content", GOOD, line(ASKED, {**ANSWERED, "content": ""}), "/messages/1/content"),
    Case("calls_place", TOOLED, line({**ASKED, "tool_calls": [CALLED]}, ANSWERED), "/messages/0/tool_calls"),
    Case("no_calls", TOOLED, calling(content="Ho"), "/messages/1/tool_calls"),
    Case("empty_name", TOOLED, calling({**CALLED, "function": {"name": "", "arguments": {}}}), "/messages/1/tool_calls/0/function/name"),
    Case("empty_name", TOOLED, {**TOOLED, "tools": [{"type": "function", "function": {"name": ""}}]}, "/tools/0/function/name"),
    Case("no_assistant", GOOD, line(ASKED), "/messages"),
    Case(
        "large_integer",
        TOOLED,
        calling({**CALLED, "function": {"name": "add", "arguments": {"a": [1, 2**64]}}}),
        f"{ARGUMENTS}/a/1",
        schema=False,
    ),
)
REFUSED = (
    Refusal("wrong_example", proofs.PAIR, ""),
    Refusal("unsupported_image", talk(SYSTEM, SEEING, ANSWER), "/messages/1/content"),
    Refusal("invalid_arguments", talk(USER, CALLING._replace(calls=(CALL, CALL._replace(arguments="{")))), ARGUMENTS.replace("0", "1")),
    Refusal("invalid_arguments", talk(USER, CALLING._replace(calls=(CALL._replace(arguments=""),))), ARGUMENTS),
    Refusal("invalid_arguments", talk(USER, CALLING._replace(calls=(CALL._replace(arguments="[1]"),))), ARGUMENTS),
    Refusal("invalid_arguments", talk(USER, CALLING._replace(calls=(CALL._replace(arguments='{"a": NaN}'),))), ARGUMENTS),
    Refusal(
        "invalid_arguments",
        talk(USER, CALLING._replace(calls=(CALL._replace(arguments='{"a":' + "[" * 300 + "]" * 300 + "}"),))),
        ARGUMENTS,
    ),
    Refusal("unsupported_tools", talk(USER, ANSWER, tools=[TOOL, {"type": "web_search"}]), "/tools/1"),
    Refusal("unsupported_weight", talk(USER, ANSWER._replace(weight=0), USER, ANSWER), "/messages/1"),
)


def test_it_is_registered() -> None:
    assert isinstance(get("trl-sft"), Target)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.pointer}" for case in CASES])
def test_rule(case: Case) -> None:
    proofs.assert_case(TARGET, case)


def test_each_rule_has_its_case() -> None:
    assert {one.rule for one in (*CASES, *REFUSED)} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("refusal", REFUSED, ids=[f"{one.rule} {one.pointer}" for one in REFUSED])
def test_refusal(refusal: Refusal) -> None:
    proofs.assert_refusal(TARGET, refusal)


def test_each_refusal_has_its_example() -> None:
    assert {one.rule for one in REFUSED} == {name for name, _ in TARGET.REFUSALS}


def test_document() -> None:
    proofs.assert_document(TARGET)


@given(proofs.examples)
def test_any_example(example: Example) -> None:
    proofs.assert_sound(TARGET, example)


@given(proofs.mutated([GOOD, TOOLED]))
def test_any_line(value: Any) -> None:
    proofs.assert_check_takes(TARGET, value)


def test_renders_arguments_as_objects_and_keeps_ids_and_names() -> None:
    result = Turn("tool", "1", call_id="c1", name="add")
    assert TARGET.render(talk(USER._replace(name="ann"), CALLING, result, ANSWER, tools=[TOOL])) == line(
        {**ASKED, "name": "ann"},
        {"role": "assistant", "tool_calls": [{"id": "c1", **CALLED}]},
        {"role": "tool", "content": "1", "tool_call_id": "c1", "name": "add"},
        ANSWERED,
        tools=[TOOL],
    )


def test_long_integers_in_arguments_stay_exact_and_are_found() -> None:
    call = ToolCall("", "add", '{"a": 123456789012345678901234567890}')
    rendered = TARGET.render(talk(USER, Turn("assistant", "So:", (call,))))
    assert [one.rule for one in TARGET.check(rendered)] == ["large_integer"]
    assert rendered["messages"][1] == {
        "role": "assistant",
        "content": "So:",
        "tool_calls": [{"type": "function", "function": {"name": "add", "arguments": {"a": 123456789012345678901234567890}}}],
    }


def test_texts() -> None:
    assert TARGET.texts(TOOLED) == ["Hi", "", '{"name":"add","arguments":{"a":1}}', "", "Ho", json.dumps(TOOL, separators=(",", ":"))]
