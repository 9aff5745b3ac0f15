from concurrent.futures import ThreadPoolExecutor

import pytest

from exports.finetuning.conversation import Conversation, ToolCall, Turn
from exports.finetuning.tokens import Counter, cut, vocabularies

# What tiktoken 0.14's encode_ordinary gives, cl100k_base first.
COUNTS = {
    '': (0, 0),
    'hello': (1, 1),
    '<|endoftext|> and <|im_start|>': (13, 14),
    '\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8\u3001\u6f22\u5b57\u3002': (13, 10),
    '\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440!': (7, 5),
    '\U0001f642\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 e\u0301 \u200b': (23, 15),
    ' \n\n\t  x  \n': (4, 4),
    "I'M it'S don't": (6, 5),
    '\u0663\u0664\u0665 \u0969\u096a\u096b 12345678': (17, 11),
    '\x00\x00a\x00': (4, 3),
    'def f(x):\n    return x ** 2\n': (11, 11),
    "a" * 50000: (6250, 6250),
    '\ud83d\ude42 \ud800 x': (4, 3),
    'Janet sells 16 - 3 - 4 = <<16-3-4=9>>9 duck eggs a day.': (27, 27),
}  # fmt: skip


@pytest.mark.parametrize(("text", "counts"), COUNTS.items(), ids=range(len(COUNTS)))
def test_counts_as_tiktoken(text: str, counts: tuple[int, int]) -> None:
    assert tuple(Counter(one).count([text]) for one in vocabularies()) == counts


def test_each_text_by_itself() -> None:
    counter = Counter("o200k_base")
    assert (counter.count(["hel", "lo"]), counter.count(["hello"]), counter.count([])) == (2, 1, 0)


def test_threads() -> None:
    counter = Counter("cl100k_base")
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(counter.count, [["one two three"] * 100] * 50)) == {300}


def test_a_vocabulary_that_is_not_there() -> None:
    assert vocabularies() == ("cl100k_base", "o200k_base")
    with pytest.raises(KeyError):
        Counter("gpt2")


def conversation(roles: str) -> Conversation:
    """Turns by the first letter of their role; `c` is an assistant that calls. The answer is the last turn."""
    named = {"s": "system", "u": "user", "a": "assistant", "c": "assistant", "t": "tool", "d": "developer"}
    calls = {"c": (ToolCall("", "f", "{}"),)}
    return Conversation(tuple(Turn(named[one], str(at), calls.get(one, ())) for at, one in enumerate(roles)), len(roles) - 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("roles", "at_most", "left"),
    [
        ("suauaua", 7, "0123456"),
        ("suauaua", 6, "03456"),
        ("suauaua", 5, "03456"),
        ("suauaua", 4, "056"),
        ("suauaua", 3, "056"),
        ("suauaua", 2, None),
        ("sduaua", 4, "0145"),
        ("usuaua", 4, "145"),
        ("uctaua", 5, "45"),
        ("ucutua", 4, "45"),
        ("ucutaa", 5, None),
        ("uctcta", 3, None),
        ("aaua", 2, "23"),
        ("ss", 1, None),
        ("ua", 1, None),
        ("ua", 2, "01"),
    ],
)
def test_cuts_turns_from_the_beginning(roles: str, at_most: int, left: str | None) -> None:
    found = cut(conversation(roles), at_most, lambda one: len(one.turns))
    assert (found and "".join(str(turn.content) for turn in found.turns)) == left
    assert found is None or found.answer_at == len(found.turns) - 1


def test_a_call_and_its_answer_are_told_by_the_id() -> None:
    turns = (
        Turn("user", "a"),
        Turn("assistant", None, (ToolCall("x", "f", "{}"),)),
        Turn("user", "b"),
        Turn("assistant", None, (ToolCall("y", "f", "{}"),)),
        Turn("tool", "1", call_id="y"),
        Turn("tool", "2", call_id="x"),
        Turn("user", "c"),
        Turn("assistant", "d"),
    )
    found = cut(Conversation(turns, 7), 7, lambda one: len(one.turns))
    assert found == Conversation(turns[6:], 1)


def test_counts_seldom() -> None:
    asked: list[int] = []
    long = conversation("s" + "ua" * 5000)
    found = cut(long, 11, lambda one: asked.append(1) or len(one.turns))  # type: ignore[func-returns-value]
    assert found is not None
    assert (len(found.turns), len(asked)) == (11, 12)
