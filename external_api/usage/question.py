"""What GET /api/external/usage may be asked, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key

PARAMETERS = ("by", "from", "to", "endpoint", "caller", "group_by")
STEPS: Mapping[str, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
USUAL: Mapping[str, timedelta] = {"hour": timedelta(hours=24), "day": timedelta(days=30)}
LONGEST: Mapping[str, timedelta] = {"hour": timedelta(days=31), "day": timedelta(days=400)}
GROUPS = ("none", "endpoint", "caller")
MOST_CHARACTERS = 120
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Question:
    """Whole hours or days of UTC from `start` to before `end`."""

    by: str
    start: datetime
    end: datetime
    group_by: str
    endpoint: str | None
    caller: str | None


def parse(parameters: QueryDict, *, now: datetime) -> Question:
    """Raises InvalidInput."""
    refused = [_unknown(name) for name in parameters if name not in PARAMETERS]
    if refused:
        raise InvalidInput(*refused, code="invalid_parameter")
    by = _choice(parameters, "by", tuple(STEPS), "hour")
    start, end = _range(parameters, by, now)
    group_by = _choice(parameters, "group_by", GROUPS, "none")
    return Question(by, start, end, group_by, _text(parameters, "endpoint"), _text(parameters, "caller"))


def _range(parameters: QueryDict, by: str, now: datetime) -> tuple[datetime, datetime]:
    step = STEPS[by]
    given_end = _time(parameters, "to")
    end = _ceiling(given_end or now, step)
    given_start = _time(parameters, "from")
    start = _floor(given_start, step) if given_start else end - USUAL[by]
    if start >= end:
        raise _refusal("from", "from lies before to.")
    if end - start > LONGEST[by]:
        raise _refusal("from", f"By {by}, from and to are at most {LONGEST[by].days} days apart.")
    return start, end


def _time(parameters: QueryDict, name: str) -> datetime | None:
    text = parameters.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        found = None
    if found is None or not _FIRST <= found <= _LAST:
        raise _refusal(
            name, f"{name} is a date or a time of this century in ISO 8601, such as 2026-01-31 or 2026-01-31T12:00:00Z (a + is %2B)."
        )
    return found


def _floor(time: datetime, step: timedelta) -> datetime:
    return time - (time - _FIRST) % step


def _ceiling(time: datetime, step: timedelta) -> datetime:
    return time + (_FIRST - time) % step


def _choice(parameters: QueryDict, name: str, choices: tuple[str, ...], usual: str) -> str:
    value = parameters.get(name, usual)
    if value not in choices:
        raise _refusal(name, f"{name} is one of: {', '.join(choices)}.")
    return value


def _text(parameters: QueryDict, name: str) -> str | None:
    value = parameters.get(name)
    if value is not None and not (value.isprintable() and 0 < len(value) <= MOST_CHARACTERS):
        raise _refusal(name, f"{name} is a text of 1 to {MOST_CHARACTERS} characters, as it stands in the answer.")
    return value


def _unknown(name: str) -> Problem:
    return Problem(f"/{escape_key(name)}", f"There is no parameter {name!r}. There are: {', '.join(PARAMETERS)}.", "unknown_parameter")


def _refusal(name: str, detail: str) -> InvalidInput:
    return InvalidInput(Problem(f"/{name}", detail), code="invalid_parameter")
