"""Keeps evaluation out of training: whether a row asks what an example asks."""

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from exports.finetuning.conversation import Conversation, Turn, plain_text
from exports.finetuning.curate import hashing, near, signatures


class Guard:
    """Knows the questions of evaluation examples, given as conversations or as their prompt's text: 700 bytes each.

    A row leaks if its whole prompt or any one of its users' turns is equal, or near, to the prompt of an example; instructions and case are
    left out on both sides. Any turn, since all answers of a conversation may be learned from.
    """

    def __init__(self, texts: Iterable[Conversation | str], similarity: float) -> None:
        self._least = signatures.least_equal(similarity)
        self._known: set[bytes] = set()
        kept = []
        for one in texts:
            question = one if isinstance(one, str) else _asked(_without_rules(one.turns[: one.answer_at]))
            told = _told_by(question)
            if told not in self._known and signatures.words(question):
                self._known.add(told)
                kept.append(signatures.sign_text(question))
        self._signatures = np.array(kept, np.uint32).reshape(-1, signatures.LANES)
        self._lanes = near.lanes_of_bands(similarity)
        bands = near.band_hashes(self._signatures, self._lanes).ravel()
        order = np.argsort(bands, kind="stable")
        self._sorted = bands[order]
        self._examples = (order // len(self._lanes)).astype(np.uint32)

    def leaks(self, conversation: Conversation) -> Literal["equal", "near"] | None:
        """`equal` or `near` to an example, or None."""
        if not self._known:
            return None
        questions = list(_questions(conversation))
        if any(_told_by(one) in self._known for one in questions):
            return "equal"
        signed = [signatures.sign_text(one) for one in questions if signatures.words(one)]
        return "near" if signed and self._are_near(np.array(signed)) else None

    def _are_near(self, signed: NDArray[np.uint32]) -> bool:
        bands = near.band_hashes(signed, self._lanes)
        begins, ends = np.searchsorted(self._sorted, bands), np.searchsorted(self._sorted, bands, side="right")
        for question in np.flatnonzero((begins < ends).any(axis=1)).tolist():
            found = [self._examples[begin:end] for begin, end in zip(begins[question], ends[question], strict=True)]
            theirs = self._signatures[np.unique(np.concatenate(found))]
            if np.count_nonzero(theirs == signed[question], axis=1).max() >= self._least:
                return True
        return False


def _questions(conversation: Conversation) -> Iterator[str]:
    """What may be an example's prompt: the turns before the answer, and each turn of a user."""
    asked = _without_rules(conversation.turns[: conversation.answer_at])
    if len(asked) != 1 or asked[0].role != "user":
        yield _asked(asked)
    for turn in conversation.turns:
        if turn.role == "user":
            yield plain_text(turn.content)


def _without_rules(turns: Iterable[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.role not in ("system", "developer")]


def _asked(turns: list[Turn]) -> str:
    return "\n".join([plain_text(turn.content) for turn in turns])


def _told_by(question: str) -> bytes:
    return hashing.text(question.casefold())
