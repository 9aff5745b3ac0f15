import pytest

from exports.finetuning import repairs
from exports.finetuning.conversation import Conversation, ToolCall, Turn
from exports.finetuning.targets import Status, get
from exports.finetuning.targets.mistral import Target
from tests.exports.finetuning.targets import openai_examples as examples
from tests.exports.finetuning.targets.openai_examples import ANSWER, CALLING, RESULT, TOOL, USER, Case, line

TARGET = Target()
CASES = examples.cases_of(TARGET.RULES)


def test_it_is_registered_as_legacy() -> None:
    assert isinstance(get("mistral"), Target)
    assert TARGET.status is Status.LEGACY


def test_each_rule_has_its_case() -> None:
    assert {case.rule for case in CASES} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_rule(case: Case) -> None:
    assert TARGET.check(case.keeps) == []
    assert examples.found(TARGET.check(case.breaks)) == [(case.rule, case.pointer)]


@pytest.mark.parametrize("found", ["abc123XY", "abc123XYZ0", "abc-23XYZ", "abc123XYé", "abc123XYZ\n"])
def test_ids_are_nine_letters_and_digits(found: str) -> None:
    breaches = TARGET.check(line(USER, examples.calling(id=found), {**RESULT, "tool_call_id": found}, ANSWER))
    assert examples.found(breaches) == [("call_id", "/messages/1/tool_calls/0/id"), ("call_id", "/messages/2/tool_call_id")]


@pytest.mark.parametrize(
    ("messages", "place"),
    [
        ([ANSWER, USER, ANSWER], 0),
        ([USER, USER, ANSWER], 1),
        ([USER, ANSWER, ANSWER], 2),
        ([USER, CALLING, RESULT, USER, ANSWER], 3),
    ],
)
def test_roles_alternate(messages: list[dict[str, object]], place: int) -> None:
    assert examples.found(TARGET.check(line(*messages))) == [("alternation", f"/messages/{place}")]


def test_only_a_tool_has_a_name() -> None:
    assert TARGET.check(line(USER, CALLING, {**RESULT, "name": "add"}, ANSWER)) == []
    assert examples.found(TARGET.check(line({**USER, "name": "ann"}, ANSWER))) == [("unknown_key", "/messages/0/name")]


def test_its_repairs_make_a_line_of_what_other_clients_send() -> None:
    called = Turn("assistant", "Let me see.", (ToolCall("", "add", {"a": 1}),))
    turns = (Turn("assistant", "Hello!"), Turn("developer", "Short."), Turn("user", "A", name="ann"), Turn("user", "B", name="ann"), called)
    tool = {"type": "function", "function": {"name": "add"}}
    sent = Conversation((*turns, Turn("tool", "1"), Turn("assistant", "One"), Turn("user", "Thanks")), 4, (tool,))
    repaired, done = repairs.apply(sent, TARGET.repairs)
    rendered = TARGET.render(repaired)
    assert TARGET.check(rendered) == []
    assert [one["role"] for one in rendered["messages"]] == ["system", "user", "assistant", "tool", "assistant"]
    assert rendered["messages"][1]["content"] == "A\n\nB"
    assert set(done) == set(TARGET.repairs) - {"drop_empty_turns"}


def test_parallel_calls_are_nothing_it_knows() -> None:
    asked = (Turn("user", "Hi"), Turn("assistant", "Yo"))
    assert TARGET.render(Conversation(asked, 1, (TOOL,), True)) == line(USER, ANSWER, tools=[TOOL])
