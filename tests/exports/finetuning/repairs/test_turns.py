from typing import Any

import pytest

from exports.finetuning.conversation import Conversation, Image, Preference, Text, ToolCall, Turn
from exports.finetuning.repairs import REPAIRS

USER, ANSWER, SYSTEM = Turn("user", "Hi"), Turn("assistant", "Yo"), Turn("system", "Short.")
CALL, OTHER = ToolCall("c1", "add", "{}"), ToolCall("c2", "add", "{}")
CALLING, RESULT = Turn("assistant", None, (CALL,)), Turn("tool", "1", call_id="c1")
EMPTY = Turn("assistant", " \n")


def repaired(name: str, *turns: Turn, answer_at: int) -> tuple[tuple[Turn, ...], int]:
    made: Any = REPAIRS[name].do(Conversation(turns, answer_at))
    return made.turns, made.answer_at


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (Turn("user", "a"), Turn("user", "b"), Turn("user", "a\n\nb")),
        (Turn("assistant", ""), Turn("assistant", "b"), Turn("assistant", "b")),
        (Turn("assistant", None), Turn("assistant", None), Turn("assistant", None)),
        (Turn("user", "a"), Turn("user", (Image("x"),)), Turn("user", (Text("a"), Image("x")))),
        (Turn("assistant", "a"), CALLING, Turn("assistant", "a", (CALL,))),
        (CALLING, Turn("assistant", None, (OTHER,)), Turn("assistant", None, (CALL, OTHER))),
        (Turn("assistant", "a", weight=0), Turn("assistant", "b", weight=0), Turn("assistant", "a\n\nb", weight=0)),
    ],
    ids=["texts", "empty", "nothing", "image", "calls", "more calls", "weights"],
)
def test_neighbours_become_one(first: Turn, second: Turn, joined: Turn) -> None:
    assert repaired("merge_turns", first, second, answer_at=2) == ((joined,), 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RESULT, RESULT),
        (CALLING, ANSWER),
        (CALLING, Turn("assistant", "b", (OTHER,))),
        (ANSWER, Turn("assistant", "b", weight=0)),
        (Turn("user", "a", name="ann"), Turn("user", "b", name="bob")),
        (SYSTEM, Turn("developer", "b")),
    ],
    ids=["tools", "text after calls", "both after calls", "weights", "names", "roles"],
)
def test_some_neighbours_stay_apart(first: Turn, second: Turn) -> None:
    assert repaired("merge_turns", first, second, answer_at=2) == ((first, second), 2)


def test_what_is_joined_with_the_answer_is_of_the_answer() -> None:
    assert repaired("merge_turns", USER, ANSWER, ANSWER, answer_at=2) == ((USER, Turn("assistant", "Yo\n\nYo")), 1)


def test_the_answers_of_a_pair_are_merged_one_by_one() -> None:
    pair = Preference((USER, USER), (ANSWER, ANSWER), (ANSWER,))
    assert REPAIRS["merge_turns"].do(pair) == Preference((Turn("user", "Hi\n\nHi"),), (Turn("assistant", "Yo\n\nYo"),), (ANSWER,))


def test_after_the_last_answer_nothing_stays() -> None:
    assert repaired("drop_trailing_user", USER, ANSWER, USER, SYSTEM, answer_at=1) == ((USER, ANSWER), 1)
    assert repaired("drop_trailing_user", USER, CALLING, RESULT, answer_at=1) == ((USER, CALLING), 1)


def test_an_answer_without_assistant_is_not_dropped_for_the_prompts() -> None:
    assert repaired("drop_trailing_user", USER, ANSWER, USER, answer_at=2) == ((USER, ANSWER, USER), 2)


def test_both_answers_of_a_pair_lose_what_trails() -> None:
    pair = Preference((USER, ANSWER, USER), (ANSWER, USER), (ANSWER,))
    assert REPAIRS["drop_trailing_user"].do(pair) == Preference((USER, ANSWER, USER), (ANSWER,), (ANSWER,))


def test_empty_turns_go_but_answers_of_tools() -> None:
    nothing = Turn("tool", "", call_id="c1")
    turns = (Turn("system", None), USER, CALLING, nothing, EMPTY, ANSWER)
    assert repaired("drop_empty_turns", *turns, answer_at=5) == ((USER, CALLING, nothing, ANSWER), 3)


def test_parts_are_empty_without_image_and_text() -> None:
    parts = Turn("user", (Text(" "), Image("x")))
    assert repaired("drop_empty_turns", parts, Turn("user", (Text(" "),)), ANSWER, answer_at=2) == ((parts, ANSWER), 1)


def test_an_answer_is_never_emptied() -> None:
    assert repaired("drop_empty_turns", ANSWER, EMPTY, USER, EMPTY, answer_at=3) == ((ANSWER, USER, EMPTY), 2)


def test_systems_become_one_at_the_front() -> None:
    assert repaired("system_first", USER, SYSTEM, Turn("system", "Kind."), ANSWER, answer_at=3) == (
        (Turn("system", "Short.\n\nKind."), USER, ANSWER),
        2,
    )


def test_a_system_of_another_name_or_in_the_answer_stays() -> None:
    named = Turn("system", "x", name="ann")
    assert repaired("system_first", SYSTEM, named, USER, ANSWER, answer_at=3) == ((SYSTEM, named, USER, ANSWER), 3)
    assert repaired("system_first", USER, SYSTEM, ANSWER, answer_at=1) == ((USER, SYSTEM, ANSWER), 1)


def test_a_greeting_goes_with_its_tools() -> None:
    assert repaired("drop_leading_assistant", SYSTEM, CALLING, RESULT, ANSWER, USER, ANSWER, answer_at=5) == ((SYSTEM, USER, ANSWER), 2)


def test_without_a_user_before_the_answer_nothing_leads() -> None:
    assert repaired("drop_leading_assistant", ANSWER, answer_at=0) == ((ANSWER,), 0)
    assert repaired("drop_leading_assistant", ANSWER, USER, ANSWER, answer_at=0) == ((ANSWER, USER, ANSWER), 0)


def test_text_beside_calls_goes() -> None:
    assert repaired("drop_text_beside_calls", Turn("assistant", "Well.", (CALL,)), ANSWER, answer_at=0) == ((CALLING, ANSWER), 0)


def test_ten_thousand_neighbours_are_merged_at_once() -> None:
    ((turn,), _) = repaired("merge_turns", *[Turn("user", "x" * 1000)] * 10_000, answer_at=10_000)
    assert isinstance(turn.content, str)
    assert len(turn.content) == 10_000 * 1002 - 2
