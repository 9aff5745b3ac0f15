from typing import Any

import pytest

from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Conversation, Image, Preference, Text, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.openai_dpo import Target
from tests.exports.finetuning.targets import openai_examples as examples
from tests.exports.finetuning.targets.openai_examples import ANSWER, TEXT_PART, TOOL, USER, Case, seeing

TARGET = Target()
WORSE = {"role": "assistant", "content": "Nope"}
ASKED = (Turn("user", "Hi"),)
BETTER, BAD = (Turn("assistant", "Yo"),), (Turn("assistant", "Nope"),)


def pair(*prompt: Any, better: Any = ANSWER, worse: Any = WORSE, **more: Any) -> dict[str, Any]:
    return {"input": {"messages": list(prompt), **more}, "preferred_output": [better], "non_preferred_output": [worse]}


GOOD = pair(USER)
OWN = (
    Case("line_type", GOOD, [], ""),
    Case("unknown_key", GOOD, {**GOOD, "preferred_completion": []}, "/preferred_completion"),
    Case("input_type", GOOD, {**GOOD, "input": []}, "/input"),
    Case("output_type", GOOD, {**GOOD, "non_preferred_output": [ANSWER, WORSE]}, "/non_preferred_output"),
    Case("messages_type", GOOD, pair(), "/input/messages"),
    Case("part_type", pair({**USER, "content": [TEXT_PART]}), pair({**USER, "content": [7]}), "/input/messages/0/content/0"),
    Case("image", GOOD, pair(seeing()), "/input/messages/0/content/0"),
    Case("tools_type", pair(USER, tools=[]), pair(USER, tools={}), "/input/tools"),
    Case("parallel_type", pair(USER, parallel_tool_calls=True), pair(USER, parallel_tool_calls=None), "/input/parallel_tool_calls"),
    Case("prompt_ends_with_assistant", GOOD, pair(USER, ANSWER), "/input/messages/1"),
    Case("same_outputs", GOOD, pair(USER, worse=ANSWER), "/non_preferred_output"),
)


def split(line: dict[str, Any]) -> dict[str, Any]:
    *prompt, better = line["messages"]
    return pair(*prompt, better=better, **{key: line[key] for key in line if key != "messages"})


def moved(case: Case) -> Case:
    """The case of a conversation as that of a pair whose better answer is the last message."""
    last = f"/messages/{len(case.breaks['messages']) - 1}"
    ends = case.pointer == last or case.pointer.startswith(f"{last}/")
    pointer = f"/preferred_output/0{case.pointer[len(last) :]}" if ends else f"/input{case.pointer}"
    return Case(case.rule, split(case.keeps), split(case.breaks), pointer)


NAMES = {case.rule for case in OWN}
CASES = [*OWN, *(moved(case) for case in examples.cases_of(TARGET.RULES) if case.rule not in NAMES)]


def test_it_is_registered() -> None:
    assert isinstance(get("openai-dpo"), Target)


def test_each_rule_has_its_case() -> None:
    assert {case.rule for case in CASES} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_rule(case: Case) -> None:
    assert TARGET.check(case.keeps) == []
    assert examples.found(TARGET.check(case.breaks)) == [(case.rule, case.pointer)]


def test_renders_a_prompt_with_two_answers() -> None:
    rendered = TARGET.render(Preference(ASKED, BETTER, BAD, (TOOL,), True))
    assert rendered == pair(USER, tools=[TOOL], parallel_tool_calls=True)
    assert TARGET.check(rendered) == []
    assert TARGET.texts({**rendered, "input": {"messages": [USER]}}) == ["Hi", "Yo", "Nope"]


@pytest.mark.parametrize(
    ("example", "rule", "pointer"),
    [
        (Preference((Turn("user", (Text("What?"), Image("x"))),), BETTER, BAD), "image", "/input/messages/0/content/1"),
        (Preference(ASKED, BETTER, (Turn("assistant", (Image("x"),)),)), "image", "/non_preferred_output/0/content/0"),
        (Preference(ASKED, (Turn("assistant", "Yo", weight=0),), BAD), "weight", "/preferred_output/0"),
        (Conversation(ASKED, 1), "wrong_example", ""),
    ],
    ids=["image", "image of an answer", "weight", "conversation"],
)
def test_what_no_pair_can_say_is_rejected(example: Any, rule: str, pointer: str) -> None:
    with pytest.raises(Rejected) as caught:
        TARGET.render(example)
    assert examples.found(caught.value.breaches) == [(rule, pointer)]


def test_weights_of_the_prompt_say_nothing() -> None:
    earlier = (*ASKED, Turn("assistant", "Yo", weight=0), *ASKED)
    assert TARGET.render(Preference(earlier, BETTER, BAD)) == pair(USER, ANSWER, USER)


def test_an_answer_of_several_turns_is_refused() -> None:
    rendered = TARGET.render(Preference(ASKED, (*BETTER, *ASKED), BAD))
    assert examples.found(TARGET.check(rendered)) == [("output_type", "/preferred_output")]


def test_an_output_is_the_assistants() -> None:
    assert examples.found(TARGET.check(pair(USER, better=USER))) == [("output_type", "/preferred_output/0")]
