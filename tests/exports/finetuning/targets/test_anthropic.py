from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, Labelled, Preference, Text, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.anthropic import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALLING, RESULT, SEEING, SYSTEM, TOOL, USER, Case, Refusal, talk

TARGET = Target()
ASKED, ANSWERED = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}


def line(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"messages": list(messages), **more}


GOOD = line(ASKED, ANSWERED, ASKED, ANSWERED, system="Be short.")
CASES = (
    Case("not_an_object", GOOD, [GOOD], ""),
    Case("missing_key", GOOD, {"system": "Be short."}, "/messages"),
    Case("missing_key", GOOD, line({"role": "user"}, ANSWERED), "/messages/0/content"),
    Case("unknown_key", GOOD, line(ASKED, ANSWERED, **{"a/~b": 1}), "/a~1~0b"),
    Case("unknown_key", GOOD, line(ASKED, {**ANSWERED, "weight": 1}), "/messages/1/weight"),
    Case("wrong_type", GOOD, {**GOOD, "system": None}, "/system"),
    Case("wrong_type", GOOD, line(ASKED, {**ANSWERED, "content": [{"type": "text", "text": "Ho"}]}), "/messages/1/content"),
    Case("wrong_type", GOOD, {"messages": {}}, "/messages"),
    Case("wrong_type", GOOD, line(ASKED, ANSWERED, ASKED, 7), "/messages/3", schema=True),
    Case("empty_content", GOOD, line(ASKED, {**ANSWERED, "content": " \u2028\n"}), "/messages/1/content"),
    Case("empty_content", GOOD, {**GOOD, "system": ""}, "/system"),
    Case("unknown_role", GOOD, line(ASKED, {**ANSWERED, "role": "system"}), "/messages/1/role"),
    Case("not_alternating", GOOD, line(ASKED, ANSWERED, ANSWERED), "/messages/2/role", schema=False),
    Case("too_few_messages", line(ASKED, ANSWERED), line(), "/messages"),
    Case("first_not_user", GOOD, line(ANSWERED, ASKED, ANSWERED), "/messages/0/role"),
    Case("last_not_assistant", GOOD, line(ASKED, ANSWERED, ASKED), "/messages/2/role", schema=False),
)
REFUSED = (
    Refusal("wrong_example", Preference((USER,), (ANSWER,), (USER,)), ""),
    Refusal("wrong_example", Labelled(talk(USER, ANSWER), True), ""),
    Refusal("unsupported_role", talk(Turn("developer", "x"), USER, ANSWER), "/messages/0"),
    Refusal("unsupported_tools", talk(USER, ANSWER, tools=[TOOL]), "/tools"),
    Refusal("unsupported_tools", talk(USER, CALLING), "/messages/1"),
    Refusal("unsupported_tools", talk(USER, RESULT, ANSWER), "/messages/1"),
    Refusal("unsupported_image", talk(SYSTEM, SEEING, ANSWER), "/messages/0/content"),
    Refusal("unsupported_name", talk(USER._replace(name="ann"), ANSWER), "/messages/0"),
    Refusal("unsupported_weight", talk(USER, ANSWER._replace(weight=0), USER, ANSWER), "/messages/1"),
    Refusal("several_systems", talk(SYSTEM, SYSTEM, USER, ANSWER), "/messages/0"),
    Refusal("system_not_first", talk(USER, SYSTEM, ANSWER), "/messages/1"),
)


def test_it_is_registered() -> None:
    assert isinstance(get("anthropic"), Target)


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


def test_renders_system_and_turns() -> None:
    turns = (SYSTEM, USER, Turn("assistant", (Text("a"), Text("b")), weight=1))
    assert TARGET.render(talk(*turns)) == {
        "system": "Be short.",
        "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a\nb"}],
    }
    assert TARGET.render(talk(USER, ANSWER)) == line(ASKED, ANSWERED)


def test_texts() -> None:
    assert TARGET.texts(line(ASKED, ANSWERED, system="Be short.")) == ["Be short.", "Hi", "Ho"]
    assert TARGET.texts(line(ASKED, ANSWERED)) == ["Hi", "Ho"]


def test_all_that_is_wrong_is_found() -> None:
    found = TARGET.check({"messages": [ANSWERED, {"role": "x"}, 7, {**ASKED, "content": ""}], "tools": []})
    assert [(one.rule, one.pointer) for one in found] == [
        ("unknown_key", "/tools"),
        ("first_not_user", "/messages/0/role"),
        ("missing_key", "/messages/1/content"),
        ("unknown_role", "/messages/1/role"),
        ("wrong_type", "/messages/2"),
        ("empty_content", "/messages/3/content"),
        ("last_not_assistant", "/messages/3/role"),
    ]


def test_document() -> None:
    proofs.assert_document(TARGET)


@given(proofs.examples)
def test_any_example(example: Example) -> None:
    proofs.assert_sound(TARGET, example)


@given(proofs.mutated([GOOD]))
def test_any_line(value: Any) -> None:
    proofs.assert_check_takes(TARGET, value)
