"""What holds for all targets of OpenAI's shape, whatever comes."""

from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Conversation, Example
from exports.finetuning.repairs import REPAIRS
from exports.finetuning.targets import Needs, get
from tests.exports.finetuning.targets import openai_examples as examples

NAMES = ("openai-chat", "openai-dpo", "mistral", "together", "fireworks")
TARGETS = [get(name) for name in NAMES]
VALIDATORS = {one.name: jsonschema.Draft202012Validator(one.schema()) for one in TARGETS}


def rules(target: Any) -> set[str]:
    return {name for name, _ in target.RULES}


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
@given(example=examples.examples)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_rendered_is_rejected_or_checked(target: Any, example: Example) -> None:
    try:
        line = target.render(example)
    except Rejected:
        return
    breaches = target.check(line)
    assert {one.rule for one in breaches} <= rules(target)
    if not breaches:
        VALIDATORS[target.name].validate(line)
        assert all(isinstance(text, str) for text in target.texts(line))


@pytest.mark.parametrize("name", ["openai-chat", "fireworks"])
@given(example=examples.conversations)
def test_the_short_way_of_the_usual_line_gives_what_the_long_one_gives(name: str, example: Conversation) -> None:
    """Tools beside the messages keep a line from the short way."""
    line = get(name).render(example._replace(tools=()))
    assert get(name).check(line) == get(name).check({**line, "tools": [examples.TOOL]})


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
@given(value=examples.values)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_is_checked(target: Any, value: Any) -> None:
    breaches = target.check(value)
    assert {one.rule for one in breaches} <= rules(target)
    assert breaches or VALIDATORS[target.name].is_valid(value)


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_a_breach_points_to_what_is_there(target: Any) -> None:
    for case in examples.CASES:
        for breach in target.check(case.breaks):
            value = case.breaks
            for step in breach.pointer.split("/")[1:]:
                value = value[int(step)] if isinstance(value, list) else value[step.replace("~1", "/")]


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_nesting_without_end_is_no_trouble(target: Any) -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    output = [{"role": "assistant", "content": deep}]
    line = {"input": deep, "preferred_output": output, "non_preferred_output": [{"role": "assistant", "content": deep}]}
    assert target.check(line)
    assert target.check({"messages": [{"role": deep, "content": deep, "tool_calls": deep}], "tools": deep})


def test_messages_quote_no_more_than_a_beginning() -> None:
    line = examples.line(examples.USER, examples.calling(id="x" * 100_000), tools=[])
    assert max(len(one.message) for one in get("mistral").check(line)) < 300


def test_needs_and_repairs_are_known() -> None:
    assert [one.name for one in TARGETS if one.needs is Needs.PREFERENCE] == ["openai-dpo"]
    assert all(set(one.repairs) <= REPAIRS.keys() for one in TARGETS)
