"""What a kind of personal data is: an expression that finds candidates, and a function that tells which of them are meant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Found(NamedTuple):
    """Bytes `start` to `end` are data; `value` is the same for all ways of writing it, so that its pseudonym is the same."""

    start: int
    end: int
    value: bytes


Accept = Callable[[bytes, int, int], Found | None]


@dataclass(frozen=True)
class Kind:
    """`pattern` is RE2 over UTF-8. `accept` gets the whole text and where a candidate stands in it, so it sees what stands around it.

    `needs` stands in every text that holds such data. `nested` says that data may begin within a candidate that was refused; the
    candidates of such a pattern are short, so that nobody can write a text whose search takes the square of its length.
    """

    name: str
    pattern: str
    accept: Accept
    needs: bytes = b""
    nested: bool = False

    @property
    def label(self) -> str:
        return self.name.upper()


def follows_word(raw: bytes, start: int, more: bytes = b"") -> bool:
    """Whether an ASCII letter or digit, an underscore or one of `more` stands before `start`."""
    return start > 0 and _is_word(raw[start - 1], more)


def precedes_word(raw: bytes, end: int, more: bytes = b"") -> bool:
    """Whether one of these stands at `end`."""
    return end < len(raw) and _is_word(raw[end], more)


def is_digit_at(raw: bytes, index: int) -> bool:
    return 0 <= index < len(raw) and 48 <= raw[index] <= 57


def goes_on_with_digits(raw: bytes, start: int, end: int, joints: bytes) -> bool:
    """Whether it is a part of a longer number: a digit, then one of `joints`, before it or, the other way round, after it."""
    before = start > 0 and raw[start - 1] in joints and is_digit_at(raw, start - 2)
    after = end < len(raw) and raw[end] in joints and is_digit_at(raw, end + 1)
    return before or after


def _is_word(one: int, more: bytes) -> bool:
    return 48 <= one <= 57 or 65 <= one <= 90 or 97 <= one <= 122 or one == 95 or one in more
