from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, Labelled
from exports.finetuning.targets import get
from exports.finetuning.targets.trl_kto import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALL, CALLING, SEEING, TOOL, USER, Case, Refusal, talk

TARGET = Target()
ASKED, ANSWERED = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}
CALLED = {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "add", "arguments": {"a": 1}}}]}
RETURNED = {"role": "tool", "content": "1"}
GOOD = {"prompt": [ASKED], "completion": [ANSWERED], "label": True}
TOOLED = {"prompt": [ASKED, CALLED, RETURNED], "completion": [CALLED], "label": False, "tools": [TOOL]}
CASES = (
    Case("not_an_object", GOOD, 0, ""),
    Case("missing_key", GOOD, {"prompt": [ASKED], "completion": [ANSWERED]}, "/label"),
    Case("unknown_key", GOOD, {**GOOD, "score": 1}, "/score"),
    Case("wrong_type", GOOD, {**GOOD, "label": 1}, "/label"),
    Case("wrong_type", GOOD, {**GOOD, "completion": "Ho"}, "/completion"),
    Case("no_messages", GOOD, {**GOOD, "prompt": []}, "/prompt"),
    Case("unknown_role", GOOD, {**GOOD, "completion": [{**ANSWERED, "role": "gpt"}]}, "/completion/0/role"),
    Case("missing_content", GOOD, {**GOOD, "completion": [{"role": "assistant"}]}, "/completion/0/content"),
    Case("empty_content", GOOD, {**GOOD, "prompt": [{**ASKED, "content": ""}]}, "/prompt/0/content"),
    Case("calls_place", TOOLED, {**GOOD, "prompt": [{**CALLED, "role": "tool"}]}, "/prompt/0/tool_calls"),
    Case("no_calls", TOOLED, {**GOOD, "completion": [{"role": "assistant", "tool_calls": []}]}, "/completion/0/tool_calls"),
    Case("empty_name", TOOLED, {**TOOLED, "tools": [{"type": "function", "function": {"name": ""}}]}, "/tools/0/function/name"),
    Case("prompt_end", GOOD, {**GOOD, "prompt": [ASKED, CALLED]}, "/prompt/1/role", schema=False),
    Case("answer_start", GOOD, {**GOOD, "completion": [ASKED, ANSWERED]}, "/completion/0/role"),
    Case("answer_end", GOOD, {**GOOD, "completion": [ANSWERED, ASKED]}, "/completion/1/role", schema=False),
    Case("large_integer", TOOLED, {**TOOLED, "tools": [{**TOOL, "x": -(2**63) - 1}]}, "/tools/0/x", schema=False),
)
REFUSED = (
    Refusal("wrong_example", talk(USER, ANSWER), ""),
    Refusal("unsupported_image", Labelled(talk(SEEING, ANSWER), True), "/prompt/0/content"),
    Refusal(
        "invalid_arguments",
        Labelled(talk(USER, CALLING._replace(calls=(CALL._replace(arguments="x"),))), True),
        "/completion/0/tool_calls/0/function/arguments",
    ),
    Refusal("unsupported_tools", Labelled(talk(USER, ANSWER, tools=[{"type": "function"}]), True), "/tools/0"),
    Refusal("unsupported_weight", Labelled(talk(USER, ANSWER._replace(weight=0)), True), "/completion/0"),
)


def test_it_is_registered() -> None:
    assert isinstance(get("trl-kto"), Target)


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


def test_renders_prompt_completion_and_label() -> None:
    assert TARGET.render(Labelled(talk(USER, ANSWER), True)) == GOOD
    assert TARGET.render(Labelled(talk(USER, ANSWER, tools=[TOOL]), False)) == {**GOOD, "label": False, "tools": [TOOL]}


def test_texts() -> None:
    assert TARGET.texts(GOOD) == ["Hi", "Ho"]
