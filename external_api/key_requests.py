"""What a new key is asked to be, checked once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key
from external_api.scopes import SCOPES, TABLE

KEYS = ("name", "scopes", "expires_at", "networks", "note", "service")
MAX_NAME, MAX_NOTE, MAX_NETWORKS = 50, 2000, 50
MAX_OVERLAP = timedelta(days=30)


@dataclass(frozen=True)
class AskedKey:
    """`service` keys belong to the project and not to a person."""

    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None = None
    networks: tuple[str, ...] = ()
    note: str = ""
    service: bool = False


def checked(*, name: str, scopes: tuple[str, ...]) -> AskedKey:
    """A key without the finer points. Raises InvalidInput."""
    return parse({"name": name, "scopes": list(scopes)})


def parse(body: Any) -> AskedKey:
    """Raises InvalidInput with all that is wrong."""
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "A key is asked for by a JSON object with `name` and `scopes`.", "wrong_type"), code=_CODE)
    problems = [
        Problem(f"/{escape_key(str(key))}", f"There is no such key; known are {', '.join(KEYS)}.", "unknown_field")
        for key in body
        if key not in KEYS
    ]
    found: dict[str, Any] = {}
    for key, read in _READERS.items():
        try:
            found[key] = read(body.get(key))
        except ValueError as error:
            problems.append(Problem(f"/{key}", str(error)))
    if problems:
        raise InvalidInput(*problems, code=_CODE)
    return AskedKey(**found)


def overlap(body: Any) -> timedelta:
    """How long the old key goes on working, from `overlap_seconds`; a day when nothing is said. Raises InvalidInput."""
    seconds = body.get("overlap_seconds", 86_400) if isinstance(body, dict) and set(body) <= {"overlap_seconds"} else None
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= MAX_OVERLAP.total_seconds():
        detail = f"overlap_seconds, the only key, is a whole number from 0 to {int(MAX_OVERLAP.total_seconds())}."
        raise InvalidInput(Problem("/overlap_seconds", detail), code=_CODE)
    return timedelta(seconds=seconds)


_CODE = "invalid_key_request"


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= MAX_NAME or not value.isprintable():
        raise ValueError(f"A name has 1 to {MAX_NAME} characters, on one line.")
    return value.strip()


def _scopes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError(f"A key needs a list of scopes. There are: {', '.join(SCOPES)}.")
    for scope in value:
        if scope in TABLE and scope not in SCOPES:
            raise ValueError(f"No key can have the scope {scope}: that is for people.")
        if scope not in SCOPES:
            raise ValueError(f"There is no scope {scope[:50]!r}. There are: {', '.join(SCOPES)}.")
    return tuple(dict.fromkeys(value))


def _expires_at(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
        if found is None or found.tzinfo is None or found <= timezone.now():
            raise ValueError
        return found.astimezone(UTC)  # too late a time overflows here, and not in PostgreSQL
    except (ValueError, OverflowError):
        raise ValueError("expires_at is a time to come with its offset, such as 2030-01-31T12:00:00Z, or null.") from None


def _networks(value: Any) -> tuple[str, ...]:
    sent = [] if value is None else value
    if not isinstance(sent, list) or len(sent) > MAX_NETWORKS or not all(isinstance(one, str) for one in sent):
        raise ValueError(f"networks is a list of at most {MAX_NETWORKS} addresses or networks, such as 192.0.2.0/24.")
    try:
        return tuple(dict.fromkeys(str(ip_network(one.strip())) for one in sent))
    except ValueError as error:
        raise ValueError(f"networks has one that is none: {error}.") from None


def _note(value: Any) -> str:
    note = "" if value is None else value
    if not isinstance(note, str) or len(note) > MAX_NOTE or "\0" in note:
        raise ValueError(f"A note is a text of at most {MAX_NOTE} characters.")
    return note


def _service(value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise ValueError("service is true or false.")
    return bool(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "scopes": _scopes,
    "expires_at": _expires_at,
    "networks": _networks,
    "note": _note,
    "service": _service,
}
