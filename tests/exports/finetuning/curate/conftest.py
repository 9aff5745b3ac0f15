"""Conversations and facts in few words."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.finetuning.conversation import Conversation, Turn
from exports.finetuning.facts import FACTS


def chat(question: str, answer: str = "An answer.", *, system: str = "", **more: Any) -> Conversation:
    rules = (Turn("system", system),) if system else ()
    return Conversation((*rules, Turn("user", question), Turn("assistant", answer)), len(rules) + 1, **more)


def facts(count: int, **columns: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """`content` and `prompt` are small numbers here, as a hash of 128 bits; rows differ in content, group and lot unless they are given."""
    made = np.zeros(count, FACTS)
    made["score"] = np.nan
    defaults = {"content": np.arange(count), "group": spread(np.arange(count)), "lot": spread(np.arange(count) + count)}
    for name, values in {**defaults, **columns}.items():
        if name in ("content", "prompt"):
            # The high half is shared by many, so that only both halves together tell.
            made[name][:, 0], made[name][:, 1] = np.asarray(values, np.uint64) // 4, values
        else:
            made[name] = values
    return made


def spread(numbers: NDArray[Any]) -> NDArray[np.uint64]:
    """Numbers as if they were hashes: SplitMix64, https://doi.org/10.1145/2714064.2660195."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return mixed ^ mixed >> np.uint64(31)
