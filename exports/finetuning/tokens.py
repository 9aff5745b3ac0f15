"""Counts tokens offline, and cuts conversations that have too many.

Only the texts of a line count, each by itself and as plain text, even where it reads like a special token: a count is what
tiktoken's `encode_ordinary` gives for each, summed up. What a service adds around the texts, some three to five tokens a message,
and what a picture costs, differ between models and are not in it.
"""

import importlib.util
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from importlib.machinery import PathFinder
from typing import Any

from exports.finetuning.conversation import Conversation, Turn

_VOCABULARIES = ("cl100k_base", "o200k_base")
_STAY = ("system", "developer")


def vocabularies() -> tuple[str, ...]:
    return _VOCABULARIES


class Counter:
    """Counts with one vocabulary, for any number of threads. Raises KeyError where there is no such vocabulary."""

    def __init__(self, vocabulary: str) -> None:
        if vocabulary not in _VOCABULARIES:
            raise KeyError(vocabulary)
        self.vocabulary = vocabulary
        self._count: Callable[[str], int] = _bindings().tokenizer_for_encoding(vocabulary).count

    def count(self, texts: Sequence[str]) -> int:
        """Tokens of all texts together."""
        try:
            return sum(map(self._count, texts))
        except UnicodeEncodeError:
            return sum(map(self._count, map(_without_lone_surrogates, texts)))


def cut(conversation: Conversation, at_most: int, count: Callable[[Conversation], int]) -> Conversation | None:
    """The conversation, shortened as little as needed for `count` to give `at_most`; None where that cannot be done.

    Turns go from the beginning, up to one of a user, so that what is left begins as a conversation does. System turns, the last
    question and all that follows it stay, and so does a call beside its answer.
    """
    starts = _starts(conversation)
    index = bisect_left(starts, True, key=lambda start: count(_from(conversation, start)) <= at_most)
    return _from(conversation, starts[index]) if index < len(starts) else None


@cache
def _bindings() -> Any:
    """The compiled part of bpe_openai alone. The package around it reads all vocabularies once more into dicts when it is imported (1.4 s,
    69 MB), makes a list of tokens where only their number is asked for, and refuses more than 200,000 of them.
    """
    package = importlib.util.find_spec("bpe_openai")
    assert package
    spec = PathFinder.find_spec("bpe_openai._bindings", package.submodule_search_locations)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _starts(conversation: Conversation) -> list[int]:
    """Where what is left may begin, the least shortened first."""
    apart = _between_call_and_answer(conversation.turns)
    users = [index for index, turn in enumerate(conversation.prompt) if turn.role == "user" and index not in apart]
    return [0, *(index for index in users if index)]


def _between_call_and_answer(turns: Sequence[Turn]) -> set[int]:
    """A cut right before one of these would part a call from its answer."""
    call_of, asked_at, latest = dict[int, int](), dict[str, int](), 0
    for index, turn in enumerate(turns):
        if turn.calls:
            latest = index
            asked_at.update((call.id, index) for call in turn.calls)
        if turn.role == "tool":
            call_of[index] = asked_at.get(turn.call_id, latest)
    apart, reach = set(), len(turns)  # the earliest call that is answered from here on
    for index in reversed(range(len(turns))):
        reach = min(reach, call_of.get(index, reach))
        if reach < index:
            apart.add(index)
    return apart


def _from(conversation: Conversation, start: int) -> Conversation:
    if start == 0:
        return conversation
    turns = conversation.turns
    kept = tuple(turn for turn in turns[:start] if turn.role in _STAY)
    return conversation._replace(turns=kept + turns[start:], answer_at=conversation.answer_at - start + len(kept))


def _without_lone_surrogates(text: str) -> str:
    """As tiktoken reads it: two halves in a row are one character, and one alone is U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
