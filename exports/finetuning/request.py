"""Reads the parts of a request that only a training file has: `curate` and `template`. All that is wrong is gathered, as in spec.py."""

import math
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from evalplatform import exact_json
from evalplatform.errors import InvalidInput, Problem
from exports.finetuning.asked import Balance, Curate, Dedupe, Label, Pairs, PairsFrom, Redact, RedactMode, Tokens, TooLong

MAX_SPLITS = 20
MAX_NAMES = 100
MAX_SEED = 2**63 - 1
MAX_PRICE = 1_000_000
MAX_DECIMALS = 12

_KEYS = (
    "min_score", "best_by", "dedupe", "similarity", "balance", "sample", "split", "group_by", "seed", "redact", "keep_out",
    "keep_out_traces", "repairs", "pairs", "label", "tokens",
)  # fmt: skip
T = TypeVar("T")


def curate(body: Any) -> Curate:
    """The checked `curate`; whether its fields and names exist is asked elsewhere. Raises InvalidInput, pointers relative to it."""
    reader = _Reader("")
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "curate is an object.", "wrong_type"))
    asked = _curate(reader, body)
    if reader.problems:
        raise InvalidInput(*reader.problems)
    return asked


def _curate(reader: "_Reader", body: dict[str, Any]) -> Curate:
    reader.refuse_unknown(body, _KEYS)
    return Curate(
        min_score=reader.scores(body, "min_score"),
        best_by=reader.text(body, "best_by", ""),
        dedupe=Dedupe(reader.choice(body, "dedupe", tuple(Dedupe), Dedupe.NONE)),
        similarity=reader.number(body, "similarity", 0.85, low=0.5, high=1.0),
        balance=reader.object(body, "balance", _balance),
        sample=reader.whole(body, "sample", None, low=1),
        split=reader.split(body),
        group_by=reader.text(body, "group_by", "session_id"),
        seed=reader.whole(body, "seed", 0, low=0, high=MAX_SEED) or 0,
        redact=reader.object(body, "redact", _redact),
        keep_out=reader.ids(body, "keep_out"),
        keep_out_traces=reader.object(body, "keep_out_traces", lambda _, filter: filter),
        repairs=frozenset(reader.names(body, "repairs")),
        pairs=reader.object(body, "pairs", _pairs),
        label=reader.object(body, "label", _label),
        tokens=reader.object(body, "tokens", _tokens),
    )


def _balance(reader: "_Reader", body: dict[str, Any]) -> Balance:
    reader.refuse_unknown(body, ("field", "at_most"))
    return Balance(reader.needed(body, "field"), reader.whole(body, "at_most", None, low=1))


def _redact(reader: "_Reader", body: dict[str, Any]) -> Redact:
    reader.refuse_unknown(body, ("mode", "kinds", "patterns"))
    mode = RedactMode(reader.choice(body, "mode", tuple(RedactMode), RedactMode.MASK))
    patterns = body.get("patterns") or {}
    if not isinstance(patterns, dict) or len(patterns) > MAX_NAMES or not all(isinstance(one, str) for one in patterns.values()):
        reader.refuse("patterns", f"patterns maps at most {MAX_NAMES} names to RE2 expressions.", "wrong_type")
        patterns = {}
    asked = Redact(mode, reader.names(body, "kinds"), tuple(patterns.items()))
    if not asked.kinds and not asked.patterns:
        reader.refuse("kinds", "Name the kinds of data to redact, or give patterns.")
    return asked


def _pairs(reader: "_Reader", body: dict[str, Any]) -> Pairs:
    reader.refuse_unknown(body, ("from", "score", "group_by", "min_gap", "per_prompt"))
    source = PairsFrom(reader.choice(body, "from", tuple(PairsFrom), PairsFrom.SCORES))
    score = reader.needed(body, "score") if source is PairsFrom.SCORES else reader.text(body, "score", "")
    gap = reader.number(body, "min_gap", 1.0, low=0.0)
    if gap == 0:
        reader.refuse("min_gap", "min_gap is above 0: of two answers with one score neither is the better one.")
    return Pairs(source, score, reader.text(body, "group_by", ""), gap, reader.whole(body, "per_prompt", 1, low=1, high=1000) or 1)


def _label(reader: "_Reader", body: dict[str, Any]) -> Label:
    reader.refuse_unknown(body, ("score", "at_least", "good", "bad"))
    asked = Label(reader.needed(body, "score"), None, reader.names(body, "good"), reader.names(body, "bad"))
    if asked.good or asked.bad:
        if "at_least" in body:
            reader.refuse("at_least", "A label comes from a threshold or from words, not from both.")
        return asked
    return Label(asked.score, reader.number(body, "at_least", 1.0))


def _tokens(reader: "_Reader", body: dict[str, Any]) -> Tokens:
    reader.refuse_unknown(body, ("vocabulary", "at_most", "too_long", "price", "epochs"))
    too_long = TooLong(reader.choice(body, "too_long", tuple(TooLong), TooLong.REJECT))
    price, epochs = reader.price(body, "price"), reader.whole(body, "epochs", 1, low=1, high=1000)
    return Tokens(reader.text(body, "vocabulary", "o200k_base"), reader.whole(body, "at_most", None, low=1), too_long, price, epochs or 1)


class _Reader:
    """Reads keys of one object at `pointer`; what is wrong goes to `problems`, and a value that can be worked with is given instead."""

    def __init__(self, pointer: str, problems: list[Problem] | None = None) -> None:
        self.pointer = pointer
        self.problems: list[Problem] = [] if problems is None else problems

    def refuse(self, key: str, detail: str, code: str = "invalid") -> None:
        self.problems.append(Problem(f"{self.pointer}/{key}", detail, code))

    def refuse_unknown(self, body: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in body.keys() - set(known):
            escaped = key.replace("~", "~0").replace("/", "~1")
            self.refuse(escaped, f"There is no such key; known are {', '.join(known)}.", "unknown_field")

    def object(self, body: dict[str, Any], key: str, read: Callable[["_Reader", dict[str, Any]], T]) -> T | None:
        value = body.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.refuse(key, f"{key} is an object or null.", "wrong_type")
            return None
        return read(_Reader(f"{self.pointer}/{key}", self.problems), value)

    def choice(self, body: dict[str, Any], key: str, choices: tuple[str, ...], default: str) -> str:
        value = body.get(key, default)
        if value not in choices:
            self.refuse(key, f"{key} is one of {', '.join(choices)}.", f"unknown_{key}")
            return default
        return str(value)

    def text(self, body: dict[str, Any], key: str, default: str) -> str:
        value = body.get(key)
        if value is None:
            return "" if key == "group_by" and key in body else default
        if not isinstance(value, str) or not value or exact_json.find_flaw_of_text(value, "") is not None:
            self.refuse(key, f"{key} is a text that is not empty.", "wrong_type")
            return default
        return value

    def needed(self, body: dict[str, Any], key: str) -> str:
        if body.get(key) is None:
            self.refuse(key, f"{key} is missing.", "missing")
            return ""
        return self.text(body, key, "")

    def whole(self, body: dict[str, Any], key: str, default: int | None, *, low: int, high: int = 10**12) -> int | None:
        value = body.get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(key, f"{key} is a whole number from {low:,} to {high:,}.")
            return default
        return value

    def number(self, body: dict[str, Any], key: str, default: float, *, low: float = -math.inf, high: float = math.inf) -> float:
        value = body.get(key)
        if value is None:
            return default
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not low <= value <= high or not _is_finite(value):
            self.refuse(key, f"{key} is a number{f' from {low:g}' if low > -math.inf else ''}{f' to {high:g}' if high < math.inf else ''}.")
            return default
        return float(value)

    def price(self, body: dict[str, Any], key: str) -> Decimal | None:
        value = body.get(key)
        if value is None:
            return None
        try:
            found = Decimal(value if isinstance(value, str) else repr(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if isinstance(value, bool) or not found.is_finite() or not 0 <= found <= MAX_PRICE or found.as_tuple().exponent < -MAX_DECIMALS:  # type: ignore[operator]
            self.refuse(key, f"{key} is a number from 0 to {MAX_PRICE:,} with at most {MAX_DECIMALS} decimals, exact as a text.")
            return None
        return found

    def names(self, body: dict[str, Any], key: str) -> tuple[str, ...]:
        value = body.get(key) or []
        if not isinstance(value, list) or len(value) > MAX_NAMES or not all(isinstance(one, str) and one for one in value):
            self.refuse(key, f"{key} is a list of at most {MAX_NAMES} names.", "wrong_type")
            return ()
        return tuple(dict.fromkeys(value))

    def ids(self, body: dict[str, Any], key: str) -> tuple[UUID, ...]:
        try:
            return tuple(UUID(one) for one in self.names(body, key))
        except ValueError:
            self.refuse(key, f"{key} is a list of ids.", "wrong_type")
            return ()

    def scores(self, body: dict[str, Any], key: str) -> tuple[tuple[str, float], ...]:
        value = body.get(key) or {}
        if not isinstance(value, dict) or len(value) > MAX_NAMES:
            self.refuse(key, f"{key} maps names of scores to the least value.", "wrong_type")
            return ()
        inner = _Reader(f"{self.pointer}/{key}", self.problems)
        return tuple((name, inner.number(value, name, 0.0)) for name in value)

    def split(self, body: dict[str, Any]) -> tuple[tuple[str, float], ...]:
        value = body.get("split") or {"train": 1.0}
        if not isinstance(value, dict) or len(value) > MAX_SPLITS or not all(_is_split_name(name) for name in value):
            self.refuse("split", f"split maps at most {MAX_SPLITS} names (of small letters, digits and _) to their shares.", "wrong_type")
            return (("train", 1.0),)
        inner = _Reader(f"{self.pointer}/split", self.problems)
        shares = tuple((name, inner.number(value, name, 0.0, low=0.0, high=1.0)) for name in value)
        if abs(sum(share for _, share in shares) - 1.0) > 1e-9:
            self.refuse("split", "The shares of split add up to 1.")
        return shares


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond a double
        return False


def _is_split_name(name: str) -> bool:
    """`all` is the word of Hugging Face's `datasets` for every split."""
    return name.isascii() and name.replace("_", "").isalnum() and name == name.lower() and len(name) <= 16 and name != "all"
