from typing import Any

import pytest
from hypothesis import given

from exports.finetuning.conversation import Example, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.alpaca import Target
from tests.exports.finetuning.targets import proofs
from tests.exports.finetuning.targets.proofs import ANSWER, CALLING, PAIR, RESULT, SEEING, SYSTEM, TOOL, USER, Case, Refusal, talk

TARGET = Target()
GOOD = {"instruction": "Hi", "input": "", "output": "Ho", "system": "", "history": [["a", "b"]]}
CASES = (
    Case("not_an_object", GOOD, "", ""),
    Case("missing_key", {"instruction": "Hi", "output": "Ho"}, {"instruction": "Hi"}, "/output"),
    Case("unknown_key", GOOD, {**GOOD, "tools": ""}, "/tools"),
    Case("wrong_type", GOOD, {**GOOD, "output": None}, "/output"),
    Case("wrong_type", GOOD, {**GOOD, "system": 1}, "/system"),
    Case("wrong_type", GOOD, {**GOOD, "history": {}}, "/history"),
    Case("wrong_type", GOOD, {**GOOD, "history": [["a", 1]]}, "/history/0/1"),
    Case("empty_question", {**GOOD, "instruction": "", "input": "Hi"}, {**GOOD, "instruction": ""}, "/instruction"),
    Case("empty_question", GOOD, {**GOOD, "history": [["a", "b"], ["", "b"]]}, "/history/1/0"),
    Case("empty_answer", GOOD, {**GOOD, "output": ""}, "/output"),
    Case("empty_answer", GOOD, {**GOOD, "history": [["a", ""]]}, "/history/0/1"),
    Case("not_a_pair", GOOD, {**GOOD, "history": [["a", "b", "c"]]}, "/history/0"),
    Case("not_a_pair", GOOD, {**GOOD, "history": ["ab"]}, "/history/0"),
)
REFUSED = (
    Refusal("wrong_example", PAIR, ""),
    Refusal("unsupported_role", talk(Turn("developer", "x"), USER, ANSWER), "/history/0/0"),
    Refusal("unsupported_tools", talk(USER, ANSWER, tools=[TOOL]), "/tools"),
    Refusal("unsupported_tools", talk(USER, CALLING), "/history/0/1"),
    Refusal("unsupported_tools", talk(USER, RESULT, ANSWER), "/history/0/1"),
    Refusal("unsupported_image", talk(SEEING, ANSWER), "/history/0/0"),
    Refusal("unsupported_name", talk(USER, ANSWER._replace(name="bot")), "/history/0/1"),
    Refusal("unsupported_weight", talk(USER, ANSWER._replace(weight=0), USER, ANSWER), "/history/0/1"),
    Refusal("several_systems", talk(SYSTEM, SYSTEM, USER, ANSWER), "/history/0"),
    Refusal("system_not_first", talk(USER, ANSWER, SYSTEM, USER, ANSWER), "/history/1/0"),
    Refusal("not_alternating", talk(USER, USER, ANSWER, ANSWER), "/history/0/1"),
    Refusal("not_alternating", talk(USER, ANSWER, USER), "/output"),
    Refusal("not_alternating", talk(SYSTEM), "/output"),
)


def test_it_is_registered() -> None:
    assert isinstance(get("alpaca"), Target)


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


@given(proofs.mutated([GOOD]))
def test_any_line(value: Any) -> None:
    proofs.assert_check_takes(TARGET, value)


def test_renders_the_last_pair_and_the_history() -> None:
    turns = (SYSTEM, Turn("user", "a"), Turn("assistant", "b"), USER, ANSWER)
    assert TARGET.render(talk(*turns)) == {**GOOD, "system": "Be short."}
    assert TARGET.render(talk(USER, ANSWER)) == {**GOOD, "history": []}


def test_texts() -> None:
    assert TARGET.texts(GOOD) == ["Hi", "Ho", "a", "b"]
