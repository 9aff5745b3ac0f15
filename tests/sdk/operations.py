"""What the tests of every client have in common: each operation of the schema, what it is asked, and whether the answer is as told."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from generation.models import MAY_BE_EMPTY
from generation.schema import Operation, operations_of

from evalplatform.projects.models import Role
from external_api.keys import create_key
from external_api.scopes import SCOPES
from tests.external_api.people import PASSWORD, person
from tests.external_api.world import CALLS, OPEN, Call, World
from tests.tools import ROOT

ROWS = CALLS | OPEN
SCHEMA = json.loads((ROOT / "docs" / "openapi.json").read_bytes())
OPERATIONS = {f"{one.method} {one.path}": one for one in operations_of(SCHEMA)}
GROUPS = sorted({one.group for one in OPERATIONS.values()})


@dataclass(frozen=True)
class Refused:
    """The server said no."""

    status: int


def arguments(one: Operation, call: Call) -> tuple[list[str], Any, dict[str, Any]]:
    """The parts of the path, the body (None for none) and the query by which the same is asked as the row asks."""
    path = re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(one.path))
    found = re.fullmatch(path, call.path or one.path)
    assert found, call.path
    return list(found.groups()), call.body if one.body is not None else None, dict(parse_qsl(call.query.removeprefix("?")))


def caller(world: World, url: str, group: str) -> dict[str, Any]:
    """What a client is made with: a key that may do all, and where keys may not, an admin's token."""
    options = {"url": url, "api_key": create_key(project=world.project, name="sdk", scopes=SCOPES)}
    if group != "api_keys":
        return options
    admin = person(world.name(), (world.project, Role.ADMIN)).username
    pair = world.api.post("/api/external/auth/token", {"username": admin, "password": PASSWORD}, format="json").json()
    return options | {"access_token": pair["access"]}


def wrong_of(group: str, world: World, asked: Callable[[Operation, Call], Any]) -> dict[str, Any]:
    """Operations that did not do what their rows say, and what they did."""
    wrong = {}
    for one, row in of(group):
        call = row(world)
        answer = asked(one, call)
        if not is_as_told(one, call, answer):
            wrong[one.name] = answer
    return wrong


def of(group: str) -> Iterator[tuple[Operation, Callable[[World], Call]]]:
    return ((one, ROWS[name]) for name, one in OPERATIONS.items() if one.group == group)


def is_as_told(one: Operation, call: Call, answer: Any) -> bool:
    """An operation that fails does so with its own status; one that does not gives what its model says."""
    if isinstance(answer, Refused):
        return answer.status == call.status
    if one.item or one.is_binary:
        return call.status == 200 and isinstance(answer, list)
    return call.status < 300 and (answer is None) == (one.answer is None) and keys_missing(one, answer) == []


def keys_missing(one: Operation, answer: Any) -> list[str]:
    """Those that the model of the answer has for certain, and the answer has not."""
    name = (one.answer or {}).get("$ref", "").rpartition("/")[2]
    model = SCHEMA["components"]["schemas"].get(name, {})
    certain = model.get("required", [] if name in MAY_BE_EMPTY else model.get("properties", ()))
    return [key for key in certain if key not in answer]
