"""What an analysis was asked for: the options of its job, checked once and frozen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key
from evalplatform.fields import Field, Kind, Resource, UnknownField
from evalplatform.filtering import values
from exports import resources

NAMES = ("scores", "lengths", "tokens", "duplicates", "drift")
NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL)
CATEGORIES = (Kind.TEXT, Kind.VALUE, Kind.BOOLEAN)
COMPARED = ("latency_ms", "usage.input_tokens", "usage.output_tokens", "model", "provider", "status", "environment")
MAX_COMPARED = 20
_CLOCKS = ("ingested_at", "started_at", "ended_at")
_OPTIONS = ("analyses", "bins", "groups", "with_output", "drift")
_DRIFT = ("baseline", "current", "by", "fields")


@dataclass(frozen=True)
class Range:
    """A stretch of time, from `start` up to and without `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Drift:
    """Two ranges of the clock `by`, and the fields to compare."""

    baseline: Range
    current: Range
    by: str = "ingested_at"
    fields: tuple[str, ...] = COMPARED


@dataclass(frozen=True)
class AskedAnalysis:
    """`bins` of histograms; `groups` of duplicates to name; `with_output`: only traces with the same output too are duplicates."""

    names: tuple[str, ...]
    filter: dict[str, Any] = field(default_factory=dict)
    bins: int = 20
    groups: int = 10
    with_output: bool = False
    drift: Drift | None = None


def traces() -> Resource:
    return resources.get("traces")


def parse(filter: dict[str, Any], options: dict[str, Any]) -> AskedAnalysis:
    """The options of a job of the kind analysis, with pointers below /options. Raises InvalidInput."""
    reader = _Reader(options)
    drift = reader.drift()
    asked = AskedAnalysis(
        names=reader.names(drift is not None),
        filter=filter,
        bins=reader.number("bins", 20, 2, 100),
        groups=reader.number("groups", 10, 1, 100),
        with_output=reader.flag("with_output"),
        drift=drift,
    )
    reader.refuse_unknown(options, "", _OPTIONS)
    if "drift" in asked.names and drift is None and not reader.problems:
        reader.refuse("/drift", "drift compares two ranges of time: give `baseline` and `current`.", "required")
    if reader.problems:
        raise InvalidInput(*reader.problems)
    return asked


class _Reader:
    """Gathers all that is wrong, so that a caller mends it in one go."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.problems: list[Problem] = []

    def refuse(self, pointer: str, detail: str, code: str = "invalid") -> None:
        self.problems.append(Problem(f"/options{pointer}", detail, code))

    def refuse_unknown(self, found: dict[str, Any], pointer: str, known: tuple[str, ...]) -> None:
        for key in found.keys() - set(known):
            self.refuse(f"{pointer}/{escape_key(key)}", f"There is no such option; known are {', '.join(known)}.", "unknown_field")

    def names(self, with_drift: bool) -> tuple[str, ...]:
        chosen = self.options.get("analyses")
        if chosen is None:
            return NAMES if with_drift else NAMES[:-1]
        if not isinstance(chosen, list) or not chosen or any(one not in NAMES for one in chosen):
            self.refuse("/analyses", f"analyses is a list of some of: {', '.join(NAMES)}.", "unknown_analysis")
            return ()
        return tuple(dict.fromkeys(chosen))

    def number(self, key: str, default: int, low: int, high: int) -> int:
        value = self.options.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(f"/{key}", f"{key} is a whole number from {low} to {high}.")
            return default
        return value

    def flag(self, key: str) -> bool:
        value = self.options.get(key, False)
        if not isinstance(value, bool):
            self.refuse(f"/{key}", f"{key} is true or false.", "wrong_type")
        return value is True

    def drift(self) -> Drift | None:
        given = self.options.get("drift")
        if given is None:
            return None
        if not isinstance(given, dict):
            self.refuse("/drift", "drift is an object with `baseline` and `current`.", "wrong_type")
            return None
        self.refuse_unknown(given, "/drift", _DRIFT)
        by = given.get("by", _CLOCKS[0])
        if by not in _CLOCKS:
            self.refuse("/drift/by", f"by is one of {', '.join(_CLOCKS)}.", "unknown_field")
        baseline, current = (self.range(given.get(name), f"/drift/{name}") for name in ("baseline", "current"))
        fields = self.compared(given.get("fields", list(COMPARED)))
        return Drift(baseline, current, by, fields) if baseline and current else None

    def range(self, given: Any, pointer: str) -> Range | None:
        if not isinstance(given, dict) or given.keys() != {"from", "to"}:
            self.refuse(pointer, 'A range is {"from": …, "to": …}, two times in ISO 8601.', "wrong_type")
            return None
        try:
            start, end = values.timestamp(given["from"]), values.timestamp(given["to"])
        except values.WrongType as error:
            self.refuse(pointer, f"Needs {error}.", "wrong_type")
            return None
        if start >= end:
            self.refuse(pointer, "A range ends after it begins.")
            return None
        return Range(start, end)

    def compared(self, names: Any) -> tuple[str, ...]:
        if not isinstance(names, list) or not 1 <= len(names) <= MAX_COMPARED or not all(isinstance(one, str) for one in names):
            self.refuse("/drift/fields", f"fields is a list of 1 to {MAX_COMPARED} names.", "wrong_type")
            return ()
        for position, name in enumerate(names):
            self.check_compared(name, f"/drift/fields/{position}")
        return tuple(dict.fromkeys(names))

    def check_compared(self, name: str, pointer: str) -> None:
        try:
            found: Field = traces().field(name)
        except UnknownField as error:
            self.refuse(pointer, str(error), "unknown_field")
            return
        if found.kind not in (*NUMBERS, *CATEGORIES):
            self.refuse(pointer, f"{name} ({found.kind}) is neither a number nor a category.", "wrong_type")
