"""What a request for a batch may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evalplatform import outbound
from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.exact_json import NotJSON, dumps, escape_key
from evalplatform.projects.caller import Caller
from external_api.limits import items_limit

MAX_URL = 2000
SCOPE = "callbacks:write"
_KEYS = ("operations", "atomic", "background", "callback_url")


class MayNotCallBack(DomainError):
    status = 403

    def __init__(self) -> None:
        super().__init__("missing_scope", f"A callback_url needs the scope {SCOPE}.")


@dataclass(frozen=True)
class AskedBatch:
    """`operations` as they were sent; each is read, and refused, on its own."""

    operations: list[Any]
    atomic: bool
    background: bool
    callback_url: str


def parse(caller: Caller, body: Any) -> AskedBatch:
    """The batch in `body`. Raises InvalidInput and MayNotCallBack."""
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "A batch is an object with `operations`.", "wrong_type"))
    problems = [
        Problem(f"/{escape_key(key)}", f"There is no such key; known are {', '.join(_KEYS)}.", "unknown_field")
        for key in body.keys() - set(_KEYS)
    ]
    atomic, background = (_flag(body, name, problems) for name in ("atomic", "background"))
    callback_url = _url(body, problems, background=background)
    if problems:
        raise InvalidInput(*problems)
    operations = _operations(caller, body.get("operations"))
    if callback_url and SCOPE not in caller.scopes:
        raise MayNotCallBack
    return AskedBatch(operations, atomic, background, callback_url)


def storable(operations: list[Any]) -> str:
    """Operations as JSON for the database. Raises InvalidInput: what is kept must be text that can be kept, in every operation."""
    try:
        return dumps(operations)
    except NotJSON as error:
        remedy = (
            "A batch in the background is stored; leave this out, or send the batch in the foreground, where it costs this operation alone."
        )
        raise InvalidInput(Problem(f"/operations{error.pointer}", f"{error} {remedy}", error.code)) from None


def _operations(caller: Caller, operations: Any) -> list[Any]:
    if not isinstance(operations, list):
        raise InvalidInput(Problem("/operations", "operations is a list.", "required" if operations is None else "wrong_type"))
    if not operations:
        raise InvalidInput(Problem("/operations", "The list is empty.", "empty"), code="no_items")
    most, whose = items_limit(caller)
    if len(operations) > most:
        detail = f"The list has {len(operations)} operations; at most {most} are taken at once{whose}."
        raise InvalidInput(Problem("/operations", detail, "too_many_items"), code="too_many_items")
    return operations


def _flag(body: Mapping[str, Any], name: str, problems: list[Problem]) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        problems.append(Problem(f"/{name}", f"{name} is true or false.", "wrong_type"))
    return value is True


def _url(body: Mapping[str, Any], problems: list[Problem], *, background: bool) -> str:
    if (url := body.get("callback_url")) is None:
        return ""
    if not isinstance(url, str):
        problems.append(Problem("/callback_url", "callback_url is a text.", "wrong_type"))
    elif len(url) > MAX_URL:
        problems.append(Problem("/callback_url", f"An address has at most {MAX_URL} characters.", "too_long"))
    elif not background:
        problems.append(Problem("/callback_url", "Only a batch in the background calls back: set `background` too.", "invalid"))
    else:
        problems.extend(_wrong_url(url))
    return str(url)


def _wrong_url(url: str) -> list[Problem]:
    try:
        outbound.check_url(url)
    except InvalidInput as error:
        return [Problem("/callback_url", one.detail, one.code) for one in error.problems]
    return []
