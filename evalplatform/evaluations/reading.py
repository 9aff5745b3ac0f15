"""Reads one object of a request, key by key, and gathers all that is wrong with it, so that a caller mends it in one go."""

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key, find_flaw, find_flaw_of_text


class Reader:
    """Each method reads one key, and gives a harmless stand-in when it has added a problem. Null is the same as leaving a key out."""

    def __init__(self, body: dict[str, Any], *, pointer: str = "", problems: list[Problem] | None = None) -> None:
        self.body, self.pointer = body, pointer
        self.problems: list[Problem] = [] if problems is None else problems
        self._known: set[str] = set()

    def refuse(self, key: str, detail: str, code: str = "invalid") -> None:
        place = f"{self.pointer}/{escape_key(key)}" if key else self.pointer
        self.problems.append(Problem(place, detail, code))

    def get(self, key: str) -> Any:
        self._known.add(key)
        return self.body.get(key)

    def within(self, key: str) -> "Reader":
        """The object under the key, its problems among ours; an empty one where there is none."""
        value = self.get(key)
        if value is not None and not isinstance(value, dict):
            self.refuse(key, f"{key} is an object.", "wrong_type")
        return Reader(value if isinstance(value, dict) else {}, pointer=f"{self.pointer}/{escape_key(key)}", problems=self.problems)

    def text(self, key: str, *, most: int, required: bool = False) -> str:
        value = self.get(key)
        if value is None or (required and value == ""):
            if required:
                self.refuse(key, f"{key} is needed.", "required")
            return ""
        if not isinstance(value, str) or len(value) > most:
            self.refuse(key, f"{key} is a text of at most {most:,} characters.", "wrong_type")
            return ""
        if flaw := find_flaw_of_text(value, ""):
            self.refuse(key, flaw.detail, flaw.code)
            return ""
        return value

    def whole(self, key: str, *, low: int, high: int, default: int | None) -> int | None:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(key, f"{key} is a whole number from {low:,} to {high:,}.", "range")
            return default
        return value

    def number(self, key: str, *, low: float, high: float, default: float) -> float:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or not low <= value <= high:
            self.refuse(key, f"{key} is a number from {low:,g} to {high:,g}.", "range")
            return default
        return float(value)

    def money(self, key: str) -> Decimal | None:
        """US dollars: a number or a text of one, not negative."""
        value = self.get(key)
        if value is None:
            return None
        try:
            made = Decimal(str(value)) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
        except InvalidOperation:
            made = None
        if made is None or not made.is_finite() or not 0 <= made < 10**9 or len(str(value)) > 40:
            self.refuse(key, f"{key} is an amount of US dollars, not negative: a number or a text of one.", "wrong_type")
            return None
        return made

    def json(self, key: str) -> Any:
        """Any value that can be stored."""
        value = self.get(key)
        if flaw := find_flaw(value):
            self.problems.append(Problem(f"{self.pointer}/{escape_key(key)}{flaw.pointer}", flaw.detail, flaw.code))
            return None
        return value

    def refuse_unknown(self) -> None:
        """Everything that was not read; call it last."""
        for key in self.body.keys() - self._known:
            self.refuse(key, f"There is no such key; known are {', '.join(sorted(self._known))}.", "unknown_field")

    def raise_if_any(self) -> None:
        """Raises InvalidInput."""
        if self.problems:
            raise InvalidInput(*self.problems)


def only_one(reader: Reader, keys: Sequence[str]) -> str:
    """Which one of the keys is there; empty, with a problem, where it is none or several."""
    given = [key for key in keys if reader.get(key) is not None]
    if len(given) != 1:
        reader.refuse("", f"Give one of {', '.join(keys)}.", "required" if not given else "mixed")
        return ""
    return given[0]
