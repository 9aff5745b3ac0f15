import pytest

from exports.finetuning.conversation import Conversation, Image, Turn
from exports.finetuning.targets import get
from exports.finetuning.targets.together import Target
from tests.exports.finetuning.targets import openai_examples as examples
from tests.exports.finetuning.targets.openai_examples import ANSWER, PNG, TOOL, USER, Case, line, seeing

TARGET = Target()
CASES = examples.cases_of(TARGET.RULES)


def test_it_is_registered() -> None:
    assert isinstance(get("together"), Target)


def test_each_rule_has_its_case() -> None:
    assert {case.rule for case in CASES} == {name for name, _ in TARGET.RULES}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_rule(case: Case) -> None:
    assert TARGET.check(case.keeps) == []
    assert examples.found(TARGET.check(case.breaks)) == [(case.rule, case.pointer)]


def test_beside_an_image_all_texts_are_parts() -> None:
    turns = (Turn("system", "Short."), Turn("user", (Image(PNG),)), Turn("assistant", "A cat."))
    rendered = TARGET.render(Conversation(turns, 2))
    assert rendered["messages"][0] == {"role": "system", "content": [{"type": "text", "text": "Short."}]}
    assert rendered["messages"][2] == {"role": "assistant", "content": [{"type": "text", "text": "A cat."}]}
    assert TARGET.check(rendered) == []


def test_an_image_is_data_and_no_address() -> None:
    breaches = TARGET.check(line(seeing("https://x.org/a.png"), examples.ANSWER_PARTS))
    assert examples.found(breaches) == [("image_url", "/messages/0/content/0/image_url/url")]


def test_without_tools_any_function_is_called() -> None:
    assert TARGET.check(line(USER, examples.called(name="other"))) == []


def test_there_is_no_column_but_messages_and_tools() -> None:
    assert "parallel_tool_calls" not in TARGET.render(Conversation((Turn("user", "Hi"),), 1, (TOOL,), True))
    assert examples.found(TARGET.check({**line(USER, ANSWER), "parallel_tool_calls": True})) == [("unknown_key", "/parallel_tool_calls")]
