import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.conversation import Conversation, Image, Text, ToolCall, Turn
from exports.finetuning.curate import signatures
from exports.finetuning.curate.signatures import SIGNATURE, sign, sign_text, words
from tests.exports.finetuning.curate.conftest import chat

TEXT = " ".join(f"word{number}" for number in range(100))


def alike(one: Conversation, other: Conversation) -> float:
    return float(np.mean(sign(one) == sign(other)))


def test_known_numbers_that_no_machine_or_version_may_change() -> None:
    found = sign(chat("How many trees are in the grove today?", "There are six trees.", system="You do sums."))
    assert (found.dtype, found.shape) == (SIGNATURE.base, SIGNATURE.shape)
    assert found[[0, 31, 32, 79, 80, 127]].tolist() == [4140431311, 3315081467, 3290205750, 3405909931, 3999783494, 3382821413]


def test_the_same_text_in_other_blanks_and_case() -> None:
    assert alike(chat(TEXT, "Yes, of course."), chat(TEXT.upper().replace(" ", "\n "), "yes,  of course.")) == 1.0


def test_each_part_counts_its_share() -> None:
    asked = chat(TEXT, "one two three four", system="Be a friend to all.")
    assert alike(asked, chat(TEXT, "one two three four", system="Speak like a pirate.")) == 0.75
    assert alike(asked, chat("Something else is asked here", "one two three four", system="Be a friend to all.")) == 0.625
    assert alike(asked, chat(TEXT, "five six seven eight", system="Be a friend to all.")) == 0.625


def test_a_long_shared_system_prompt_does_not_make_rows_alike() -> None:
    one, other = (chat(*said, system=TEXT * 50) for said in (("Where is Oslo?", "In Norway."), ("Who is Ada?", "A coder.")))
    assert alike(one, other) == 0.25


def test_tools_are_instructions_and_calls_are_text() -> None:
    assert alike(chat("a b c"), chat("a b c", tools=({"type": "function"},))) == 0.75
    calls = [Conversation((Turn("user", "a b c"), Turn("assistant", None, (ToolCall("", "find", one),))), 1) for one in ("{}", {"a": 1})]
    assert alike(*calls) == 0.625


def test_numbers_of_any_size_in_calls_and_tools() -> None:
    calls = (ToolCall("", "find", {"a": 2**70}),)
    found = Conversation((Turn("user", "a b c"), Turn("assistant", None, calls)), 1, tools=({"maximum": 2**70},))
    assert alike(found, found._replace(tools=({"maximum": 2**71},))) == 0.75


def test_another_image_is_another_question() -> None:
    one, other = (Conversation((Turn("user", (Text(TEXT), Image(url))), Turn("assistant", "A cat.")), 1) for url in ("data:a", "data:b"))
    assert alike(one, one) == 1.0
    assert alike(one, other) == 0.625


def test_short_texts_are_alike_only_if_equal() -> None:
    assert np.mean(sign_text("15") == sign_text("16")) == 0
    assert np.mean(sign_text("thank you") == sign_text("Thank  you")) == 1
    assert np.mean(sign_text("") == sign_text(" ")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't  stop!", ["don't", "stop!"]),
        ("你好，世界 OK", ["你", "好", "，", "世", "界", "ok"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("한국 말", ["한국", "말"]),
        ("STRAẞE", ["strasse"]),
    ],
    ids=("English", "Chinese", "Thai", "Korean", "German"),
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.integers(0, 10**9), st.integers(5, 300), st.floats(0.0, 1.0))
def test_estimates_the_jaccard_index(seed: int, size: int, share: float) -> None:
    shared = int(size * share)
    one = [f"{seed} {number}" for number in range(size)]
    other = [f"{seed} {number}" for number in range(size - shared, 2 * size - shared)]
    exact = shared / (2 * size - shared)
    found = np.mean(np.array(signatures._digest(one, 128)) == signatures._digest(other, 128))
    assert abs(found - exact) < 5.5 * (max(exact * (1 - exact), 0.01) / 128) ** 0.5  # of a binomial: once in 25 million


def test_least_equal() -> None:
    assert [signatures.least_equal(one) for one in (0.0, 0.5, 0.85, 0.99, 1.0)] == [1, 64, 109, 127, 128]
