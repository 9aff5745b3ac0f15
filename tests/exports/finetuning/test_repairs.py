import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning import repairs
from exports.finetuning.conversation import Conversation, Example, Labelled, Preference, ToolCall, Turn
from exports.finetuning.repairs import REPAIRS
from tests.exports.finetuning.targets.openai_examples import examples

USER, ANSWER = Turn("user", "Hi"), Turn("assistant", "Yo")
SOUND = Conversation((Turn("system", "Short."), USER, ANSWER), 2)

# One conversation for each repair that this one alone changes.
BROKEN = {
    "developer_to_system": Conversation((Turn("developer", "Short."), USER, ANSWER), 2),
    "drop_empty_turns": Conversation((Turn("system", " "), USER, ANSWER), 2),
    "system_first": Conversation((USER, Turn("system", "Short."), ANSWER), 2),
    "drop_leading_assistant": Conversation((ANSWER, USER, ANSWER), 2),
    "drop_trailing_user": Conversation((USER, ANSWER, USER), 1),
    "merge_turns": Conversation((USER, USER, ANSWER), 2),
    "stringify_arguments": Conversation((USER, Turn("assistant", None, (ToolCall("abc123XYZ", "add", {"a": 1}),))), 1),
    "fill_tool_ids": Conversation((USER, Turn("assistant", None, (ToolCall("", "add", "{}"),))), 1),
    "shorten_tool_ids": Conversation((USER, Turn("assistant", None, (ToolCall("call_1", "add", "{}"),))), 1),
    "drop_names": Conversation((USER._replace(name="ann"), ANSWER), 1),
    "complete_tools": Conversation((USER, ANSWER), 1, ({"type": "function", "function": {"name": "add"}},)),
    "drop_text_beside_calls": Conversation((USER, Turn("assistant", "Well.", (ToolCall("abc123XYZ", "add", "{}"),))), 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_repair_changes_what_is_broken_and_is_named(name: str) -> None:
    repaired, done = repairs.apply(BROKEN[name], [name])
    assert done == [name]
    assert repaired != BROKEN[name]


@pytest.mark.parametrize("name", BROKEN)
def test_the_others_leave_it_as_the_same_object(name: str) -> None:
    others = [one for one in REPAIRS if one not in (name, "shorten_tool_ids")]
    assert repairs.apply(BROKEN[name], others) == (BROKEN[name], [])
    assert repairs.apply(BROKEN[name], others)[0] is BROKEN[name]


@pytest.mark.parametrize("name", BROKEN)
def test_a_labelled_conversation_is_repaired_inside(name: str) -> None:
    repaired, done = repairs.apply(Labelled(BROKEN[name], True), [name])
    assert repaired == Labelled(REPAIRS[name].do(BROKEN[name]), True)  # type: ignore[arg-type]
    assert done == [name]


def test_every_repair_is_tried_and_told_in_a_sentence() -> None:
    assert set(BROKEN) == set(REPAIRS)
    assert all(repair.says[0].isupper() and repair.says.endswith(".") for repair in REPAIRS.values())


@pytest.mark.parametrize(
    "example", [SOUND, Labelled(SOUND, False), Preference((USER,), (ANSWER,), (ANSWER,))], ids=["plain", "label", "pair"]
)
def test_what_is_sound_stays_the_same_object(example: Example) -> None:
    repaired, done = repairs.apply(example, REPAIRS)
    assert repaired is example
    assert done == []


def test_an_unknown_name_is_no_repair() -> None:
    with pytest.raises(KeyError):
        repairs.apply(SOUND, ["make_it_better"])


def test_the_order_of_names_says_nothing() -> None:
    turns = (USER, Turn("assistant", ""), USER, ANSWER)
    for names in (["merge_turns", "drop_empty_turns"], ["drop_empty_turns", "merge_turns"]):
        repaired, done = repairs.apply(Conversation(turns, 3), names)
        assert repaired == Conversation((Turn("user", "Hi\n\nHi"), ANSWER), 1)
        assert done == ["drop_empty_turns", "merge_turns"]


@given(examples, st.sets(st.sampled_from(sorted(REPAIRS))))
def test_any_example_is_repaired_once_for_all(example: Example, names: set[str]) -> None:
    repaired, done = repairs.apply(example, names)
    assert type(repaired) is type(example)
    assert (repaired is example) == (not done)
    assert set(done) <= names


@given(examples, st.sampled_from(sorted(REPAIRS)))
def test_the_same_repair_finds_nothing_more_to_do(example: Example, name: str) -> None:
    repaired, _ = repairs.apply(example, [name])
    assert repairs.apply(repaired, [name]) == (repaired, [])
