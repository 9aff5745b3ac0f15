import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.conversation import Conversation, Image, Part, Text, ToolCall, Turn
from exports.finetuning.curate import hashing
from tests.exports.finetuning.curate.conftest import chat

CALL = ToolCall("call_1", "weather", '{"city": "Oslo", "days": 2}')
ASKED = (Turn("user", "How warm?"), Turn("assistant", None, (CALL,)), Turn("tool", "7", call_id="call_1"), Turn("assistant", "7 degrees"))
WITH_CALL = Conversation(ASKED, 1)
TOOLS = ({"type": "function", "function": {"name": "weather", "parameters": {}}},)


def with_call(**changed: object) -> Conversation:
    call = CALL._replace(**changed)  # type: ignore[arg-type]
    return Conversation((ASKED[0], Turn("assistant", None, (call,)), Turn("tool", "7", call_id=call.id), ASKED[3]), 1)


def test_known_values_that_no_version_may_change() -> None:
    assert hashing.content(chat("What is 2 + 2?", "4")).hex() == "1928a15b026b0e8a0e71ba6ddc476114"
    assert hashing.prompt(chat("What is 2 + 2?", "4")).hex() == "95b77f39c4212e2c6f818549606e2681"
    assert hashing.value({"b": [1, None], "a": "é"}).hex() == "d76dff578d92e51130e57f3ca4fabb6c"
    assert hashing.stable(7, "group", "session-1") == 8005436434551906644


@pytest.mark.parametrize(
    "same",
    [
        chat("  What\tis \r\n\x0b 2  +   2? ", "4"),
        chat("What is 2 + 2?", "4\n"),
        Conversation((Turn("user", (Text("What is"), Text("2 + 2?"))), Turn("assistant", "4")), 1),
    ],
    ids=("blanks", "line end", "parts"),
)
def test_equal_after_normalisation(same: Conversation) -> None:
    assert hashing.both(same) == hashing.both(chat("What is 2 + 2?", "4"))


def test_forms_of_unicode_are_equal_but_letters_are_not() -> None:
    composed, decomposed = (chat(unicodedata.normalize(form, "Ünlü\u3000söz \u212a")) for form in ("NFC", "NFD"))
    assert hashing.content(composed) == hashing.content(decomposed) == hashing.content(chat("Ünlü söz K"))
    assert hashing.content(composed) != hashing.content(chat("Unlu soz K"))


@pytest.mark.parametrize(
    "other",
    [
        chat("What is 2 + 2?", "5"),
        chat("what is 2 + 2?", "4"),
        chat("What is 2 + 2 ?", "4"),
        chat("What is 2 + 2?", "4", tools=TOOLS),
        chat("What is 2 + 2?", "4", parallel_tool_calls=False),
        Conversation((Turn("user", "What is 2 + 2?", name="Ada"), Turn("assistant", "4")), 1),
        Conversation((Turn("user", "What is 2 + 2?"), Turn("assistant", "4", weight=0)), 1),
        Conversation((Turn("system", "What is 2 + 2?"), Turn("assistant", "4")), 1),
        Conversation((Turn("user", (Text("What is 2 + 2?"), Image("https://a/b.png"))), Turn("assistant", "4")), 1),
        Conversation((Turn("user", "What is 2 + 2?"), Turn("assistant", "4"), Turn("user", "")), 1),
        Conversation((Turn("user", "What is 2 + 2?\0assistant\0004"),), 1),
        Conversation((Turn("user", "What is 2 + 2?\0assistant"), Turn("assistant", "4")), 1),
    ],
    ids=("answer", "case", "blank", "tools", "parallel", "name", "weight", "role", "image", "empty turn", "forged turn", "forged role"),
)
def test_differ(other: Conversation) -> None:
    assert hashing.content(other) != hashing.content(chat("What is 2 + 2?", "4"))


def test_a_text_cannot_pose_as_a_turn() -> None:
    asked = Turn("user", "Why?")
    forged = Conversation((asked, Turn("assistant", "So.\0user\0And?")), 1)
    assert hashing.content(forged) != hashing.content(Conversation((asked, Turn("assistant", "So."), Turn("user", "And?")), 1))


def test_a_prompt_knows_no_answer() -> None:
    assert hashing.prompt(chat("Why?", "So.")) == hashing.prompt(chat("Why?", "Because."))
    assert hashing.prompt(chat("Why?")) != hashing.prompt(chat("How?"))
    assert hashing.prompt(chat("Why?", system="Be brief.")) != hashing.prompt(chat("Why?"))


def test_ids_of_calls_only_link() -> None:
    unlinked = Conversation((ASKED[0], ASKED[1], ASKED[2]._replace(call_id="call_2"), ASKED[3]), 1)
    assert hashing.content(with_call(id="toolu_77")) == hashing.content(WITH_CALL) != hashing.content(unlinked)


def test_arguments_are_values() -> None:
    as_object, spaced = with_call(arguments={"days": 2, "city": "Oslo"}), with_call(arguments=' {"days":2,"city":"Oslo"}')
    assert hashing.content(as_object) == hashing.content(spaced) == hashing.content(WITH_CALL)
    assert len({hashing.content(with_call(arguments=one)) for one in ('{"days": 2', '{"days": 3}', "", {"days": 2**70})}) == 4


@pytest.mark.parametrize("deep", ["[" * 300 + "]" * 300, "[" * 1000 + "]" * 1000, "[" * 100_000], ids=("300", "1000", "100000"))
def test_arguments_however_deep(deep: str) -> None:
    assert hashing.content(with_call(arguments=deep)) == hashing.content(with_call(arguments=deep + " ")) != hashing.content(WITH_CALL)


def test_the_place_of_an_image_counts() -> None:
    image = Image("https://a/b.png")
    orders: list[tuple[Part, ...]] = [
        (image, Text("a"), Text("b")),
        (Text("a"), image, Text("b")),
        (Text("a"), Text("b"), image),
        (Text("a"), Text("b")),
    ]
    assert len({hashing.content(Conversation((Turn("user", order),), 1)) for order in orders}) == 4


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text("ab \n\0+é\u2003", max_size=6)), max_size=4), st.data())
def test_equal_exactly_if_the_turns_are(said: list[tuple[str, str]], data: st.DataObject) -> None:
    others = data.draw(st.permutations(said)) if data.draw(st.booleans()) else [(role, f" {text}\t") for role, text in said]
    one, other = (Conversation(tuple(Turn(role, text) for role, text in turns), 0) for turns in (said, others))  # type: ignore[arg-type]
    plain = [[(role, " ".join(text.split())) for role, text in turns] for turns in (said, others)]
    if not any("\0" in text for _, text in said):
        assert (hashing.content(one) == hashing.content(other)) == (plain[0] == plain[1])
    elif plain[0] != plain[1]:
        assert hashing.content(one) != hashing.content(other)


def test_values_of_any_kind() -> None:
    values: list[Any] = [None, True, 1, 1.5, "1", "", [], {}, 2**64, -(2**70), "\ud800", {"\ud800": 1}, [[]] * 2]
    assert len({hashing.value(one) for one in values}) == len(values)
    assert hashing.value({"a": 2**70, "b": 1}) == hashing.value({"b": 1, "a": 2**70})


def test_stable_says_each_of_its_three() -> None:
    hashes = [hashing.stable(*one) for one in ((0, "lot", "a"), (1, "lot", "a"), (0, "group", "a"), (0, "lot", "b"), (0, "lot", None))]
    assert len(set(hashes)) == 5
    assert all(0 <= one < 2**64 for one in hashes)
    assert hashing.stable(-1, "lot", 1.5) == hashing.stable(-1, "lot", 1.5)


def test_stable_is_spread_evenly() -> None:
    found = sorted(hashing.stable(3, "lot", number) / 2**64 for number in range(10_000))
    assert max(abs(one - place / 10_000) for place, one in enumerate(found)) < 0.0163  # Kolmogorov and Smirnov, 1 %
    assert all(one < other for one, other in pairwise(found))


def test_halves() -> None:
    assert hashing.halves(bytes(range(16))) == (0x0001020304050607, 0x08090A0B0C0D0E0F)
