"""MinHash signatures: 128 numbers of a conversation; of two of them, so many are equal as the conversations are alike.

A conversation has three parts with lanes of their own: the instructions (system and developer turns, and the tools), the question (the
rest of the prompt) and the answer. So the similarity of two is the mean of three Jaccard indices, weighted 2 : 3 : 3. One index
over the whole text would be wrong where most of the text is shared: with one long system prompt, or one document and many questions to it,
every row would be a near duplicate of every other.

Shingles are of three words: data sets for pretraining use five (Lee et al. 2022, https://arxiv.org/abs/2107.06499), but chats are short,
and one word that changes touches as many shingles as a shingle is long. Where words have no blanks between them (Chinese, Thai) a
character is a word. A text of less than three words is one shingle: "15" and "16" have characters in common, but are no near duplicates.

The numbers come from rensa's R-MinHash, version 2. They are the same on every machine, but not in every version of the algorithm, so
they are only good within one export.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import rensa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from exports.finetuning.conversation import Conversation, Image, Turn, plain_text
from exports.finetuning.curate.hashing import canonical

LANES = 128
INSTRUCTIONS, QUESTION, ANSWER = 32, 48, 48
SIGNATURE = np.dtype((np.uint32, (LANES,)))
WORDS = 3
SEED = 1
ALGORITHM = 2

if rensa.RMinHash.ALGORITHM_VERSION != ALGORITHM:
    raise ImportError(f"rensa's R-MinHash is of version {rensa.RMinHash.ALGORITHM_VERSION}, not {ALGORITHM}: install rensa 0.5.")

_RULES = frozenset(("system", "developer"))
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_ALONE}]|[^\\s{_ALONE}]+")


def sign(conversation: Conversation) -> NDArray[np.uint32]:
    """One row of 128."""
    turns, answer_at, tools, _ = conversation
    rules = "\n".join([_said(turn) for turn in turns if turn.role in _RULES])
    if tools:
        rules += "\n" + canonical(tools)
    question = [turn for turn in turns[:answer_at] if turn.role not in _RULES]
    answer = [turn for turn in turns[answer_at:] if turn.role not in _RULES]
    return np.array([*_of_rules(rules), *_of_turns(question, QUESTION), *_of_turns(answer, ANSWER)], np.uint32)


def sign_text(text: str) -> NDArray[np.uint32]:
    """One row of 128 of nothing but a text."""
    return np.array(_digest(_shingles(text), LANES), np.uint32)


def least_equal(similarity: float) -> int:
    """How many of the 128 have to be equal in two rows that are as similar as that."""
    return min(LANES, max(1, int(np.ceil(similarity * LANES - 1e-9))))


def words(text: str) -> list[str]:
    """In lower case, with the punctuation that stands at them."""
    if text.isascii():
        return text.lower().split()
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


@lru_cache(maxsize=16)  # most projects have few system prompts, but long ones
def _of_rules(text: str) -> list[int]:
    return _digest(_shingles(text), INSTRUCTIONS)


def _of_turns(turns: list[Turn], lanes: int) -> list[int]:
    shingles = _shingles("\n".join(map(_said, turns)))
    if images := [part.url for turn in turns if type(turn.content) is tuple for part in turn.content if isinstance(part, Image)]:
        # Another picture makes it another question, however alike the words are.
        seen = blake2b("\0".join(images).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        shingles = [f"{seen} {one}" for one in shingles or [""]]
    return _digest(shingles, lanes)


def _said(turn: Turn) -> str:
    content = turn.content
    said = content if type(content) is str else plain_text(content)
    for call in turn.calls:
        given = call.arguments if isinstance(call.arguments, str) else canonical(call.arguments)
        said += f"\n{call.name} {given}"
    return said


def _shingles(text: str) -> list[str]:
    found = words(text)
    if len(found) < WORDS:
        return [" ".join(found)] if found else []
    return list(map(" ".join, zip(found, found[1:], found[2:], strict=False)))


def _digest(shingles: list[str], lanes: int) -> list[int]:
    made = rensa.RMinHash(lanes, SEED)
    made.update(shingles)
    found: list[int] = made.digest()
    return found
