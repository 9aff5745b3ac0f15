"""Filler that reads like notes and compresses like real text, to bring a trace to a wanted size."""

from functools import cache

from evalplatform.management.demo.dice import Dice

CHARACTERS = 400_000
_SYLLABLES = (
    *("ba", "be", "bor", "cal", "cen", "con", "dal", "del", "dor", "en", "er", "fal", "fen", "gar", "hal", "har", "in", "ka", "kel"),
    *("lan", "len", "lor", "mar", "men", "mor", "nal", "nen", "or", "pal", "per", "ra", "ren", "ro", "sa", "sen", "sol", "ta", "ten"),
    *("tor", "un", "va", "ven", "ver", "wal", "wen", "yor", "zan"),
)
_COMMON = (
    *("the", "of", "and", "to", "in", "is", "for", "on", "that", "with", "as", "are", "be", "at", "by", "from", "this", "it", "not", "or"),
    *("an", "have", "has", "was", "which", "will", "can", "when", "one", "if", "all", "also", "more", "than", "customer", "order"),
    *("answer", "model", "case", "team", "price", "report", "week", "note", "system", "change", "result", "check", "question", "value"),
)


@cache
def prose() -> str:
    """ASCII text in sentences without quotes or line breaks: as many bytes in JSON as characters."""
    dice = Dice(1)
    rare = ["".join(dice.pick(_SYLLABLES) for _ in range(dice.between(2, 3))) for _ in range(4_000)]
    words, length = [], 0
    while length < CHARACTERS:
        sentence = " ".join(dice.pick(_COMMON) if dice.chance(0.5) else dice.pick(rare) for _ in range(dice.between(6, 16)))
        words.append(f"{sentence.capitalize()}.")
        length += len(words[-1]) + 1
    return " ".join(words)


def filler(dice: Dice, length: int) -> str:
    """A piece of that text from a random place."""
    text = prose()
    if length > len(text):
        text *= length // len(text) + 1
    start = dice.below(len(text) - length + 1)
    return text[start : start + length]
