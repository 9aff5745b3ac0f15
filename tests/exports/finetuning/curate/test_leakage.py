import pytest

from exports.finetuning.conversation import Conversation, Image, Text, Turn
from exports.finetuning.curate.leakage import Guard
from tests.exports.finetuning.curate.conftest import chat

LONG = " ".join(f"word{number}" for number in range(100))
QUESTION = "Natalia sold clips to 48 of her friends. How many?"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (chat(QUESTION), "equal"),
        (chat(f"  {QUESTION.upper()}\n"), "equal"),
        (chat(QUESTION, system="You are a calculator."), "equal"),
        (chat("Natalia sold clips to 49 of her friends. How many?"), None),
        (chat("What else?", QUESTION), None),
        (Conversation((Turn("user", "Hello!"), Turn("assistant", "Hi!"), Turn("user", QUESTION), Turn("assistant", "72")), 3), "equal"),
        (Conversation((Turn("user", QUESTION), Turn("assistant", "72"), Turn("user", "Sure?"), Turn("assistant", "Yes.")), 3), "equal"),
        (Conversation((Turn("user", (Text(QUESTION), Image("data:,"))), Turn("assistant", "72")), 1), "equal"),
        (chat(LONG.replace("word50", "word51")), "near"),
        (chat(f"{LONG} more", system="Be brief."), "near"),
        (chat(LONG.replace("0", "zero")), None),
        (chat(""), None),
        (Conversation((), 0), None),
    ],
    ids=(
        "same",
        "case",
        "system",
        "another number",
        "in an answer",
        "last turn",
        "first turn",
        "parts",
        "a word",
        "longer",
        "far",
        "",
        "none",
    ),
)
def test_leaks(row: Conversation, expected: str | None) -> None:
    assert Guard([chat(LONG, "72", system="You know it all."), QUESTION, "", "  "], 0.85).leaks(row) == expected


def test_an_example_of_several_turns() -> None:
    turns = (Turn("user", "Pick a number."), Turn("assistant", "Seven."), Turn("user", "Double it."), Turn("assistant", "14"))
    guard = Guard([Conversation(turns, 3)], 0.85)
    assert guard.leaks(Conversation((Turn("developer", "Play."), *turns), 4)) == "equal"
    assert guard.leaks(chat("Double it.")) is None


def test_no_examples() -> None:
    assert Guard([], 0.85).leaks(chat(QUESTION)) is None


def test_finds_one_among_many() -> None:
    known = "{0} is the number of this question, {0} it is and {0} it will always be"
    guard = Guard((known.format(number) for number in range(2000)), 0.5)
    assert [guard.leaks(chat(known.format(number) + " so")) for number in (7, 1999)] == ["near", "near"]
    assert guard.leaks(chat("an entirely other text that nobody has ever asked of any model")) is None


def test_the_similarity_decides() -> None:
    close, far = (Guard([LONG], similarity) for similarity in (0.9, 0.99))
    row = chat(LONG.replace("word50", "other"))  # shares 95 of 101 shingles
    assert (close.leaks(row), far.leaks(row)) == ("near", None)
