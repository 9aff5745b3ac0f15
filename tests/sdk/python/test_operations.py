"""Every operation of the schema by name, by both clients, against a server that listens."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from evalplatform_sdk import ApiError, AsyncClient, Client
from generation.schema import Operation
from pytest_django.live_server_helper import LiveServer

from tests.exports.conftest import drain, export_dir, jobs_sent  # noqa: F401 (fixtures)
from tests.external_api.world import Call, World
from tests.sdk.operations import GROUPS, OPERATIONS, Refused, arguments, caller, wrong_of

pytestmark = pytest.mark.django_db(transaction=True)


def method_of(client: Client | AsyncClient, one: Operation) -> Any:
    return getattr(getattr(client, one.group), one.name)


def given(one: Operation, call: Call) -> tuple[list[Any], dict[str, Any]]:
    """What the method takes."""
    parts, body, query = arguments(one, call)
    return [*parts, *([] if body is None else [body])], query


def plainly(client: Client, one: Operation, call: Call) -> Any:
    positional, named = given(one, call)
    answer = method_of(client, one)(*positional, **named)
    return list(answer) if isinstance(answer, Iterator) else answer


async def awaited(client: AsyncClient, one: Operation, call: Call) -> Any:
    positional, named = given(one, call)
    answer = method_of(client, one)(*positional, **named)
    if isinstance(answer, AsyncIterator):
        return [row async for row in answer]
    return await answer


@pytest.mark.parametrize("group", GROUPS)
def test_every_operation_by_the_client_for_plain_code(group: str, world: World, live_server: LiveServer) -> None:
    def asked(one: Operation, call: Call) -> Any:
        with Client(**caller(world, live_server.url, group), max_retries=0) as client:
            try:
                return plainly(client, one, call)
            except ApiError as error:
                return Refused(error.status)

    assert wrong_of(group, world, asked) == {}


@pytest.mark.parametrize("group", GROUPS)
def test_every_operation_by_the_client_for_async_code(group: str, world: World, live_server: LiveServer) -> None:
    async def ask(one: Operation, call: Call, options: dict[str, Any]) -> Any:
        async with AsyncClient(**options, max_retries=0) as client:
            try:
                return await awaited(client, one, call)
            except ApiError as error:
                return Refused(error.status)

    assert wrong_of(group, world, lambda one, call: asyncio.run(ask(one, call, caller(world, live_server.url, group)))) == {}


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
