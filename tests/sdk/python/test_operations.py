"""Every operation of the schema by name, by both clients, against a server that listens."""

import asyncio
import inspect
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from evalplatform_sdk import ApiError, AsyncClient, Client
from generation.models import MAY_BE_EMPTY
from generation.schema import Operation, operations_of
from pytest_django.live_server_helper import LiveServer

from evalplatform.projects.models import Project, Role
from exports.views import events
from external_api.keys import create_key
from external_api.scopes import SCOPES
from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
from tests.external_api.people import PASSWORD, person
from tests.external_api.world import CALLS, OPEN, Call, World
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = CALLS | OPEN
SCHEMA = json.loads((ROOT / "docs" / "openapi.json").read_bytes())
OPERATIONS = {f"{one.method} {one.path}": one for one in operations_of(SCHEMA)}
GROUPS = sorted({one.group for one in OPERATIONS.values()})


@pytest.fixture
def world(project: Project, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: F811
    monkeypatch.setattr(events, "SECONDS", 0.01)
    return World(project, drain)


def of(group: str) -> Iterator[tuple[Operation, Callable[[World], Call]]]:
    return ((one, ROWS[name]) for name, one in OPERATIONS.items() if one.group == group)


def arguments(one: Operation, call: Call) -> tuple[list[Any], dict[str, Any]]:
    """What the method takes so that the same is asked as the row asks."""
    path = re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(one.path))
    found = re.fullmatch(path, call.path or one.path)
    assert found, call.path
    given = [*found.groups(), *([call.body] if one.body is not None and call.body is not None else [])]
    return given, dict(parse_qsl(call.query.removeprefix("?")))


def plainly(client: Client, one: Operation, call: Call) -> Any:
    given, named = arguments(one, call)
    answer = getattr(getattr(client, one.group), one.name)(*given, **named)
    return list(answer) if isinstance(answer, Iterator) else answer


async def awaited(client: AsyncClient, one: Operation, call: Call) -> Any:
    given, named = arguments(one, call)
    answer = getattr(getattr(client, one.group), one.name)(*given, **named)
    if isinstance(answer, AsyncIterator):
        return [row async for row in answer]
    return await answer


def is_as_told(one: Operation, call: Call, answer: Any) -> bool:
    """An operation that fails does so with its own status; one that does not gives what its model says."""
    if isinstance(answer, ApiError):
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


@pytest.fixture
def caller(world: World, live_server: LiveServer) -> Callable[[str], dict[str, Any]]:
    """What a client is made with: a key that may do all, and where keys may not, an admin's token."""

    def named(group: str) -> dict[str, Any]:
        options = {"url": live_server.url, "api_key": create_key(project=world.project, name="sdk", scopes=SCOPES), "max_retries": 0}
        if group != "api_keys":
            return options
        pair = world.api.post("/api/external/auth/token", {"username": admin(world), "password": PASSWORD}, format="json").json()
        return options | {"access_token": pair["access"]}

    return named


def admin(world: World) -> str:
    return str(person(world.name(), (world.project, Role.ADMIN)).username)


@pytest.mark.parametrize("group", GROUPS)
def test_every_operation_by_the_client_for_plain_code(group: str, world: World, caller: Callable[[str], dict[str, Any]]) -> None:
    def asked(one: Operation, call: Call) -> Any:
        with Client(**caller(group)) as client:
            try:
                return plainly(client, one, call)
            except ApiError as error:
                return error

    assert wrong_of(group, world, asked) == {}


@pytest.mark.parametrize("group", GROUPS)
def test_every_operation_by_the_client_for_async_code(group: str, world: World, caller: Callable[[str], dict[str, Any]]) -> None:
    async def ask(one: Operation, call: Call, options: dict[str, Any]) -> Any:
        async with AsyncClient(**options) as client:
            try:
                return await awaited(client, one, call)
            except ApiError as error:
                return error

    assert wrong_of(group, world, lambda one, call: asyncio.run(ask(one, call, caller(group)))) == {}


def wrong_of(group: str, world: World, asked: Callable[[Operation, Call], Any]) -> dict[str, Any]:
    """Operations that did not do what their rows say, and what they did."""
    wrong = {}
    for one, row in of(group):
        call = row(world)
        answer = asked(one, call)
        if not is_as_told(one, call, answer):
            wrong[one.name] = answer
    return wrong


def test_both_clients_have_the_same_names_and_arguments() -> None:
    def shapes(client: Any) -> set[tuple[str, str, str]]:
        rooms = {name: type(room) for name, room in vars(client).items() if name in GROUPS}
        return {
            (group, name, str([(one.name, one.kind) for one in inspect.signature(method).parameters.values()]))
            for group, room in rooms.items()
            for name, method in inspect.getmembers(room, inspect.isfunction)
            if not name.startswith("_")
        }

    plain, others = shapes(Client("http://127.0.0.1:9", "k")), shapes(AsyncClient("http://127.0.0.1:9", "k"))
    assert plain == others
    assert {(one.group, one.name) for one in OPERATIONS.values()} <= {(group, name) for group, name, _ in plain}
