import json
from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, ToolCall, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.sharegpt import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALL, CALLING, PAIR, RESULT, SEEING, SYSTEM, TOOL, USER, Case, Refusal, talk

TARGET = Target()
CALLED = '{"name":"add","arguments":{"a":1}}'
TOOLS = json.dumps([TOOL], separators=(",", ":"))


def say(sender: Any, value: Any) -> dict[str, Any]:
    return {"from": sender, "value": value}


def line(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"conversations": list(messages), "system": "", "tools": "", **more}


def calling(value: str) -> dict[str, Any]:
    return line(ASKED, say("function_call", value))


def tooled(tools: Any) -> dict[str, Any]:
    return line(ASKED, ANSWERED, tools=tools)


def taking(**schema: Any) -> dict[str, Any]:
    return tooled(json.dumps([{"name": "a", "parameters": {"properties": {"x": schema}}}]))


ASKED, ANSWERED = say("human", "Hi"), say("gpt", "Ho")
GOOD = line(ASKED, ANSWERED, ASKED, ANSWERED, system="Be short.")
TOOLED = line(ASKED, say("function_call", CALLED), say("observation", ""), ANSWERED, tools=TOOLS)
CASES = (
    Case("not_an_object", GOOD, [], ""),
    Case("missing_key", {"conversations": [ASKED, ANSWERED]}, {"system": ""}, "/conversations"),
    Case("missing_key", GOOD, line(ASKED, {"from": "gpt"}), "/conversations/1/value"),
    Case("unknown_key", GOOD, {**GOOD, "id": 1}, "/id"),
    Case("unknown_key", GOOD, line(ASKED, {**ANSWERED, "weight": 1}), "/conversations/1/weight"),
    Case("wrong_type", GOOD, {**GOOD, "system": None}, "/system"),
    Case("wrong_type", GOOD, tooled([TOOL]), "/tools"),
    Case("wrong_type", GOOD, line(ASKED, say("gpt", None)), "/conversations/1/value"),
    Case("no_messages", GOOD, line(), "/conversations"),
    Case("unknown_sender", GOOD, line(ASKED, say("assistant", "Ho")), "/conversations/1/from"),
    Case("wrong_place", TOOLED, line(ASKED, say("observation", "1")), "/conversations/1/from", schema=False),
    Case("wrong_place", TOOLED, line(ANSWERED, ANSWERED), "/conversations/0/from"),
    Case("odd_count", GOOD, line(ASKED, ANSWERED, ASKED), "/conversations", schema=False),
    Case("empty_value", GOOD, line(ASKED, say("gpt", "")), "/conversations/1/value"),
    Case("invalid_call", TOOLED, calling("add(1)"), "/conversations/1/value", schema=False),
    Case("invalid_call", calling(f"[{CALLED},{CALLED}]"), calling("[]"), "/conversations/1/value", schema=False),
    Case("invalid_call", TOOLED, calling('[{"name":"add"}]'), "/conversations/1/value", schema=False),
    Case("reserved_words", TOOLED, calling('{"name":"add","arguments":{"a":"<think>"}}'), "/conversations/1/value", schema=False),
    Case("invalid_tools", tooled(TOOLS), tooled("add"), "/tools", schema=False),
    Case("invalid_tools", tooled("[]"), tooled("{}"), "/tools", schema=False),
    Case("invalid_tools", tooled('[{"name":"a","parameters":{"properties":{}}}]'), tooled('[{"name":"a"}]'), "/tools", schema=False),
    Case("invalid_tools", tooled("[]"), tooled('[{"type":"function","function":[]}]'), "/tools", schema=False),
    Case("invalid_tools", tooled("[]"), tooled('[{"name":"a","parameters":{"properties":{"x":1}}}]'), "/tools", schema=False),
    Case("invalid_tools", taking(items={}), taking(items=[]), "/tools", schema=False),
    Case("invalid_tools", taking(enum=["1"]), taking(enum=[1]), "/tools", schema=False),
)
VALUE = "/conversations/1/value"
REFUSED = (
    Refusal("wrong_example", PAIR, ""),
    Refusal("unsupported_role", talk(Turn("developer", "x"), USER, ANSWER), "/conversations/0"),
    Refusal("unsupported_image", talk(SEEING, ANSWER), "/conversations/0/value"),
    Refusal("unsupported_name", talk(USER._replace(name="ann"), ANSWER), "/conversations/0"),
    Refusal("unsupported_weight", talk(USER, ANSWER._replace(weight=0), USER, ANSWER), "/conversations/1"),
    Refusal("several_systems", talk(SYSTEM, SYSTEM, USER, ANSWER), "/conversations/0"),
    Refusal("system_not_first", talk(USER, SYSTEM, ANSWER), "/conversations/1"),
    Refusal("invalid_arguments", talk(USER, CALLING._replace(calls=(CALL._replace(arguments="x"),))), VALUE),
    Refusal("invalid_arguments", talk(USER, CALLING._replace(calls=(CALL._replace(arguments={"a": float("nan")}),))), VALUE),
    Refusal("text_and_calls", talk(USER, CALLING._replace(content="So:")), VALUE),
)


def test_it_is_registered() -> None:
    assert isinstance(get("sharegpt"), Target)


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


def test_renders_calls_results_and_tools() -> None:
    two = Turn("assistant", "", (CALL, ToolCall("c2", "add", {})))
    assert TARGET.render(talk(SYSTEM, USER, CALLING, RESULT, ANSWER, USER, two, tools=[TOOL])) == line(
        ASKED,
        say("function_call", CALLED),
        say("observation", "1"),
        ANSWERED,
        ASKED,
        say("function_call", f'[{CALLED},{{"name":"add","arguments":{{}}}}]'),
        system="Be short.",
        tools=TOOLS,
    )


def test_two_results_of_parallel_calls_have_no_place() -> None:
    rendered = TARGET.render(talk(USER, CALLING._replace(calls=(CALL, CALL)), RESULT, RESULT, ANSWER))
    assert [(one.rule, one.pointer) for one in TARGET.check(rendered)] == [
        ("wrong_place", "/conversations/3/from"),
        ("wrong_place", "/conversations/4/from"),
        ("odd_count", "/conversations"),
    ]


def test_texts() -> None:
    assert TARGET.texts(TOOLED) == [TOOLS, "Hi", CALLED, "Ho"]
