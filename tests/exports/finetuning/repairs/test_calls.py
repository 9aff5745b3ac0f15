import re
from typing import Any

import pytest

from exports.finetuning.conversation import Conversation, Preference, ToolCall, Turn
from exports.finetuning.repairs import REPAIRS
from exports.finetuning.repairs.calls import complete_tool

USER = Turn("user", "Hi")


def asked(*ids: str, arguments: Any = "{}") -> Turn:
    return Turn("assistant", None, tuple(ToolCall(one, "add", arguments) for one in ids))


def told(call_id: str) -> Turn:
    return Turn("tool", "1", call_id=call_id)


def repaired(name: str, *turns: Turn) -> tuple[Turn, ...]:
    made: Any = REPAIRS[name].do(Conversation(turns, len(turns)))
    return tuple(made.turns)


def ids(turns: tuple[Turn, ...]) -> list[str]:
    return [one for turn in turns for one in (*(call.id for call in turn.calls), *([turn.call_id] if turn.role == "tool" else []))]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [({"a": 1, "é": [1.5]}, '{"a":1,"é":[1.5]}'), ({}, "{}"), ("", "{}"), (" ", "{}"), ("[", "["), ('{"a": 1}', '{"a": 1}')],
    ids=["object", "no keys", "empty", "blank", "no JSON", "text"],
)
def test_arguments_become_text(arguments: Any, text: str) -> None:
    assert repaired("stringify_arguments", asked("c1", arguments=arguments)) == (asked("c1", arguments=text),)


def test_arguments_that_json_cannot_say_stay() -> None:
    turn = asked("c1", arguments={"a": float("nan")})
    assert repaired("stringify_arguments", turn)[0] is turn


def test_big_integers_keep_their_digits() -> None:
    assert repaired("stringify_arguments", asked("c1", arguments={"a": 10**30})) == (asked("c1", arguments=f'{{"a":{10**30}}}'),)


def test_short_ids_are_nine_letters_and_digits_for_call_and_answer() -> None:
    first, answer, second, other = ids(repaired("shorten_tool_ids", asked("call_é\ud800"), told("call_é\ud800"), asked("x"), told("y")))
    assert first == answer
    assert len({first, second, other}) == 3
    assert all(re.fullmatch("[A-Za-z0-9]{9}", one) for one in (first, second, other))


def test_short_ids_are_the_same_on_every_run() -> None:
    assert ids(repaired("shorten_tool_ids", asked("call_1"))) == ["6FUr7pOj1"]


def test_no_id_becomes_one_that_is_there() -> None:
    (taken,) = ids(repaired("shorten_tool_ids", asked("call_1")))
    assert ids(repaired("shorten_tool_ids", asked("call_1", taken)))[1] == taken
    assert ids(repaired("shorten_tool_ids", asked("call_1", taken)))[0] != taken


def test_ids_of_a_pair_are_the_same_in_both_answers() -> None:
    made: Any = REPAIRS["shorten_tool_ids"].do(Preference((USER, asked("a")), (told("a"),), (told("a"), asked("b"))))
    assert [len(one) for one in (made.prompt, made.chosen, made.rejected)] == [2, 1, 2]
    assert made.prompt[1].calls[0].id == made.chosen[0].call_id == made.rejected[0].call_id


def test_calls_without_ids_get_them_and_answers_follow_in_order() -> None:
    turns = repaired("fill_tool_ids", asked("", "call_1", ""), told(""), told("call_1"), told(""), asked(""), told(""))
    assert ids(turns) == ["call_2", "call_1", "call_3", "call_2", "call_1", "call_3", "call_4", "call_4"]


def test_an_answer_too_many_gets_no_id() -> None:
    assert ids(repaired("fill_tool_ids", asked("c1"), told(""), told(""))) == ["c1", "c1", ""]
    assert ids(repaired("fill_tool_ids", USER, told(""))) == [""]


def test_a_tool_gets_what_it_lacks_and_keeps_the_rest() -> None:
    assert complete_tool({"type": "function", "function": {"name": "a", "description": "A."}}) == {
        "type": "function",
        "function": {"description": "A.", "parameters": {"type": "object", "properties": {}}, "name": "a"},
    }


@pytest.mark.parametrize("tool", [{}, {"function": 7}, {"function": {"description": "", "parameters": {}}}], ids=["empty", "odd", "whole"])
def test_other_tools_stay_the_same_object(tool: dict[str, Any]) -> None:
    assert complete_tool(tool) is tool
