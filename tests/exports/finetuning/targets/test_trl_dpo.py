from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, Preference
from exports.finetuning.targets import get
from exports.finetuning.targets.trl_dpo import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALL, CALLING, SEEING, TOOL, USER, Case, Refusal, talk

TARGET = Target()
ASKED, ANSWERED, WORSE = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}, {"role": "assistant", "content": "Huh"}
CALLED = {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "add", "arguments": {"a": 1}}}]}
RETURNED = {"role": "tool", "content": "1"}
GOOD = {"prompt": [ASKED], "chosen": [ANSWERED], "rejected": [WORSE]}
TOOLED = {"prompt": [ASKED, CALLED, RETURNED], "chosen": [CALLED, RETURNED, ANSWERED], "rejected": [WORSE], "tools": [TOOL]}
CALL_AT = "/chosen/0/tool_calls"
CASES = (
    Case("not_an_object", GOOD, None, ""),
    Case("missing_key", GOOD, {"prompt": [ASKED], "chosen": [ANSWERED]}, "/rejected"),
    Case("unknown_key", GOOD, {**GOOD, "score": 1}, "/score"),
    Case("wrong_type", GOOD, {**GOOD, "chosen": "Ho"}, "/chosen"),
    Case("wrong_type", TOOLED, {**TOOLED, "tools": {}}, "/tools"),
    Case("no_messages", GOOD, {**GOOD, "rejected": []}, "/rejected"),
    Case("unknown_role", GOOD, {**GOOD, "prompt": [{**ASKED, "role": "human"}]}, "/prompt/0/role"),
    Case("missing_content", GOOD, {**GOOD, "prompt": [{"role": "user"}]}, "/prompt/0/content"),
    Case("empty_content", GOOD, {**GOOD, "chosen": [{**ANSWERED, "content": ""}]}, "/chosen/0/content"),
    Case("calls_place", TOOLED, {**GOOD, "prompt": [{**CALLED, "role": "user"}]}, "/prompt/0/tool_calls"),
    Case("no_calls", TOOLED, {**GOOD, "chosen": [{**ANSWERED, "tool_calls": []}]}, CALL_AT),
    Case("empty_name", TOOLED, {**TOOLED, "tools": [{"type": "function", "function": {"name": ""}}]}, "/tools/0/function/name"),
    Case("prompt_end", TOOLED, {**GOOD, "prompt": [ASKED, ANSWERED]}, "/prompt/1/role", schema=False),
    Case("prompt_end", TOOLED, {**GOOD, "prompt": [{**ASKED, "role": "system"}]}, "/prompt/0/role", schema=False),
    Case("answer_start", GOOD, {**GOOD, "rejected": [RETURNED, ANSWERED]}, "/rejected/0/role"),
    Case("answer_end", TOOLED, {**GOOD, "chosen": [CALLED, RETURNED]}, "/chosen/1/role", schema=False),
    Case("same_answers", GOOD, {**GOOD, "rejected": [ANSWERED]}, "/rejected", schema=False),
    Case("large_integer", TOOLED, {**TOOLED, "tools": [{**TOOL, "x/y": 2**64}]}, "/tools/0/x~1y", schema=False),
)
REFUSED = (
    Refusal("wrong_example", talk(USER, ANSWER), ""),
    Refusal("unsupported_image", Preference((SEEING,), (ANSWER,), (USER,)), "/prompt/0/content"),
    Refusal(
        "invalid_arguments",
        Preference((USER,), (CALLING._replace(calls=(CALL._replace(arguments="null"),)),), (USER,)),
        f"{CALL_AT}/0/function/arguments",
    ),
    Refusal("unsupported_tools", Preference((USER,), (ANSWER,), (USER,), ({"name": "add"},)), "/tools/0"),
    Refusal("unsupported_weight", Preference((USER,), (ANSWER,), (ANSWER._replace(weight=0),)), "/rejected/0"),
)


def test_it_is_registered() -> None:
    assert isinstance(get("trl-dpo"), Target)


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


def test_renders_prompt_and_both_answers() -> None:
    prompt = (USER, ANSWER._replace(weight=0), USER)
    assert TARGET.render(Preference(prompt, (ANSWER,), (ANSWER._replace(content="Huh"),), (TOOL,))) == {
        "prompt": [ASKED, ANSWERED, ASKED],
        "chosen": [ANSWERED],
        "rejected": [WORSE],
        "tools": [TOOL],
    }


def test_texts() -> None:
    assert TARGET.texts(GOOD) == ["Hi", "Ho", "Huh"]


def test_answers_nested_too_deep_to_compare_are_checked() -> None:
    deep: Any = {}
    for _ in range(5_000):
        deep = {"a": deep}
    other: Any = {}
    for _ in range(5_000):
        other = {"a": other}
    call = {"type": "function", "function": {"name": "add", "arguments": deep}}
    same = {"type": "function", "function": {"name": "add", "arguments": other}}
    line = {**GOOD, "chosen": [{**CALLED, "tool_calls": [call]}], "rejected": [{**CALLED, "tool_calls": [same]}]}
    assert TARGET.check(line) == []
