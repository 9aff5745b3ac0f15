"""One value of a trace, as the API takes it, to what a row holds; what does not fit is added to a list of problems.

Every reader takes the value, the place as (`where`, `name`) and the list, and gives a harmless stand-in when it has added a problem.
"""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from difflib import get_close_matches
from typing import Any

from evalplatform.errors import Problem
from evalplatform.exact_json import NotJSON, dumps, escape_key, find_flaw_of_text

MAX_PROBLEMS = 50  # of one item; more would only make the answer larger than the question
MAX_BIGINT = 2**63 - 1
MAX_COUNT = 2**62 - 1  # so that the sum of two is a bigint

Problems = list[Problem]

_DECIMAL = re.compile(r"[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,2})?")
_COST_STEP = Decimal("1e-10")
_COST_LIMIT = Decimal(10**10)


def read_text(value: Any, where: str, name: str, limit: int, problems: Problems) -> str:
    """A string of at most `limit` characters; null is the empty string."""
    if value is None:
        return ""
    if type(value) is str and len(value) <= limit and value.isascii() and "\0" not in value:
        return value
    return _text_with_care(value, where, name, limit, problems)


def read_optional_text(value: Any, where: str, name: str, limit: int, problems: Problems) -> str | None:
    return None if value is None else read_text(value, where, name, limit, problems)


def read_id(value: Any, where: str, name: str, limit: int, problems: Problems) -> str | None:
    """The client's own id: a string that is not empty, or None."""
    if value == "":
        problems.append(Problem(f"{where}/{name}", "This is empty. Leave it out or send null when there is none.", "blank"))
        return None
    return read_optional_text(value, where, name, limit, problems)


def read_choice(value: Any, where: str, name: str, choices: tuple[str, ...], default: str, problems: Problems) -> str:
    """One of `choices`; null is `default`."""
    if value is None:
        return default
    if value in choices:
        return str(value)
    problems.append(Problem(f"{where}/{name}", f"This must be one of: {', '.join(choices)}.", "choice"))
    return default


def read_json(value: Any, where: str, name: str, problems: Problems) -> str:
    """Any JSON value, as text."""
    try:
        return dumps(value)
    except NotJSON as error:
        problems.append(Problem(f"{where}/{name}{error.pointer}", str(error), error.code))
        return "null"


def read_optional_json(value: Any, where: str, name: str, problems: Problems) -> str | None:
    return None if value is None else read_json(value, where, name, problems)


def read_object(value: Any, where: str, name: str, problems: Problems) -> str:
    """A JSON object, as text; null is the empty object."""
    if not value and (value is None or type(value) is dict):
        return "{}"
    if isinstance(value, dict):
        return read_json(value, where, name, problems)
    problems.append(Problem(f"{where}/{name}", "This must be an object.", "type"))
    return "{}"


def read_list(value: Any, where: str, name: str, problems: Problems) -> list[Any]:
    """A list; null is the empty one."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    problems.append(Problem(f"{where}/{name}", "This must be a list.", "type"))
    return []


def read_count(value: Any, where: str, name: str, problems: Problems) -> int | None:
    """An integer from 0 to 2^62-1, or null. True and 1.0 are no integers."""
    if value is None:
        return None
    if type(value) is int and 0 <= value <= MAX_COUNT:
        return value
    problems.append(Problem(f"{where}/{name}", f"This must be an integer from 0 to {MAX_COUNT}, or null.", "type"))
    return None


def read_number(value: Any, where: str, name: str, problems: Problems) -> float | int | None:
    """A number that a double holds exactly, or null; as it was sent, so that 1 stays 1."""
    if value is None:
        return None
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int and abs(value) <= MAX_BIGINT and float(value) == value:
        return value
    if isinstance(value, bool):
        detail = "This must be a number: send 1 for true and 0 for false."
    elif isinstance(value, int):
        detail = "This integer has more digits than a double holds exactly."
    else:
        detail = "This must be a number or null."
    problems.append(Problem(f"{where}/{name}", detail, "type"))
    return None


def read_duration(value: Any, where: str, name: str, problems: Problems) -> float | int | None:
    """A number of 0 or more, or null."""
    number = read_number(value, where, name, problems)
    if number is not None and number < 0:
        problems.append(Problem(f"{where}/{name}", "This must be 0 or more.", "range"))
    return number


def read_cost(value: Any, where: str, name: str, problems: Problems) -> Decimal | None:
    """Dollars, 0 or more and below 10^10, with ten decimals.

    A string is taken exactly or not at all. A JSON number is a double already, with noise in its last digits
    (3 * 0.1 is 0.30000000000000004), so it is rounded to ten decimals.
    """
    if value is None:
        return None
    if type(value) is str and _DECIMAL.fullmatch(value):
        exact = Decimal(value)
    elif type(value) in (int, float) and math.isfinite(value):
        exact = Decimal(repr(value))
    else:
        problems.append(Problem(f"{where}/{name}", 'This must be a decimal in a string, such as "0.0012", a number, or null.', "type"))
        return None
    if not 0 <= exact < _COST_LIMIT:
        problems.append(Problem(f"{where}/{name}", "This must be 0 or more and below 10000000000.", "range"))
        return None
    rounded = exact.quantize(_COST_STEP, rounding=ROUND_HALF_EVEN)
    if rounded != exact and type(value) is str:
        problems.append(Problem(f"{where}/{name}", "This has more than ten decimals.", "range"))
    return rounded if rounded < _COST_LIMIT else None


def read_moment(value: Any, where: str, name: str, problems: Problems) -> datetime | None:
    """ISO 8601 with a time zone, or null; in UTC. Digits beyond the microsecond are cut off."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        detail = "This has no time zone. Add Z for UTC or an offset such as +02:00."
    except (TypeError, ValueError, OverflowError):
        detail = 'This must be ISO 8601 with a time zone, such as "2026-01-31T09:30:00.123456Z", or null; years 1 to 9999.'
    problems.append(Problem(f"{where}/{name}", detail, "timestamp"))
    return None


def refuse_unknown(given: Iterable[Any], known: frozenset[str], where: str, problems: Problems) -> None:
    """A problem for each key that is none of `known`, with the nearest name: a typo must not lose data."""
    for key in given:
        if key in known:
            continue
        if len(problems) >= MAX_PROBLEMS:
            return
        shown = str(key)[:100]
        near = get_close_matches(shown, known, n=1)
        hint = f" Do you mean {near[0]!r}?" if near else f" Known: {', '.join(sorted(known))}."
        problems.append(Problem(f"{where}/{escape_key(shown)}", f"There is no such field.{hint}", "unknown_field"))


def _text_with_care(value: Any, where: str, name: str, limit: int, problems: Problems) -> str:
    if not isinstance(value, str):
        problems.append(Problem(f"{where}/{name}", "This must be a string.", "type"))
    elif len(value) > limit:
        problems.append(Problem(f"{where}/{name}", f"This is longer than {limit} characters.", "too_long"))
    elif flaw := find_flaw_of_text(value, f"{where}/{name}"):
        problems.append(flaw)
    else:
        return value
    return ""
