"""Every operation of the API by every kind of caller: the exact status, and nothing changed where it is refused."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import md5
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from evalplatform.management.commands.access_page import page
from evalplatform.projects.models import Project, Role
from exports.views import events
from external_api import scopes
from external_api.keys import create_key
from external_api.models import ApiKey
from external_api.operations import Operation, all_operations
from external_api.permissions import AnyOf
from external_api.scopes import SCOPES
from tests.architecture.test_size import ROOT
from tests.external_api.people import person, token_client
from tests.external_api.world import CALLS, OPEN, Call, World

OPERATIONS = {one.name: one for one in all_operations()}
GUARDED = {name: one for name, one in OPERATIONS.items() if not one.is_open}
LABELS = {"projects", "events", "tracing", "exports", "integrations", "external_api"}
MODELS = [model for model in apps.get_models() if model._meta.app_label in LABELS]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(project: Project, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(events, "SECONDS", 0.01)
    return World(project, drain)


def key_client(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_X_API_KEY=key)
    return client


def with_key(project: Project, names: Any, **change: Any) -> APIClient:
    client = key_client(create_key(project=project, name="caller", scopes=names))
    key = ApiKey.objects.latest("created")
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now(), **change)
    return client


def without(needed: tuple[str, ...]) -> list[str]:
    """All scopes of keys but the first that is needed, or where any is enough but all of these."""
    lacking = needed if isinstance(needed, AnyOf) else needed[:1]
    return [scope for scope in SCOPES if scope not in lacking]


def send(client: APIClient, operation: Operation, call: Call) -> int:
    answer: Any = client.generic(
        operation.method,
        (call.path or operation.path) + call.query,
        *((b"" if call.body is None else _json(call.body), "application/json") if operation.method in ("POST", "PATCH", "PUT") else ()),
    )
    if answer.streaming:
        b"".join(answer.streaming_content)
        answer.close()
    return int(answer.status_code)


def _json(body: Any) -> bytes:
    return orjson.dumps(body)


def everything() -> dict[str, str]:
    """A digest of each table of ours."""
    with connection.cursor() as cursor:
        found = {}
        for table in [model._meta.db_table for model in MODELS]:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') FROM \"{table}\" t")  # noqa: S608 (our names)
            found[table] = md5(cursor.fetchone()[0].encode(), usedforsecurity=False).hexdigest()
    return found


def test_every_operation_has_a_row() -> None:
    assert set(CALLS) == set(GUARDED)
    assert set(OPEN) == set(OPERATIONS) - set(GUARDED)


def test_every_operation_needs_scopes_that_exist() -> None:
    assert [name for name, one in GUARDED.items() if not one.scopes or not set(one.scopes) <= set(scopes.TABLE)] == []


@pytest.mark.parametrize("name", sorted(GUARDED))
def test_every_caller(name: str, world: World, stranger_project: Project) -> None:
    operation = OPERATIONS[name]
    people = {role: token_client(person(role, (world.project, Role(role))), world.project) for role in Role.values}
    stranger = token_client(person("stranger", (stranger_project, Role.ADMIN)), stranger_project)
    check_refused(world, operation, people)
    check_stranger(world, operation, stranger)
    check_allowed(world, operation, people)


def check_refused(world: World, operation: Operation, people: dict[str, APIClient]) -> None:
    ended = timezone.now() - timedelta(seconds=1)
    refused = {
        "anonymous": (APIClient(), 401),
        "bad key": (key_client("evp_AAAAAAAA_" + "A" * 38), 401),
        "expired": (with_key(world.project, SCOPES, expiry_date=ended), 401),
        "revoked": (with_key(world.project, SCOPES, revoked=True), 401),
        "wrong scope": (with_key(world.project, without(operation.scopes)), 403),
        **{role: (client, 403) for role, client in people.items() if not may(role, operation)},
    }
    call = CALLS[operation.name](world)
    before = everything()
    assert [(who, send(client, operation, call)) for who, (client, _) in refused.items()] == [(who, refused[who][1]) for who in refused]
    assert everything() == before


def check_stranger(world: World, operation: Operation, stranger: APIClient) -> None:
    call = CALLS[operation.name](world)
    before = of_project(world.project)
    assert send(stranger, operation, call) == call.stranger
    assert of_project(world.project) == before


def check_allowed(world: World, operation: Operation, people: dict[str, APIClient]) -> None:
    for role, client in people.items():
        if may(role, operation):
            call = CALLS[operation.name](world)
            # who is no admin sees their own keys only, and this one is the project's
            expected = 404 if "api-keys/" in operation.path and role != Role.ADMIN else call.status
            assert (role, send(client, operation, call)) == (role, expected)
    if set(operation.scopes) <= set(SCOPES):
        call = CALLS[operation.name](world)
        assert send(with_key(world.project, (*operation.scopes, *call.also)), operation, call) == call.status


def may(role: str, operation: Operation) -> bool:
    return operation.allows(scopes.of_role(role))


def of_project(project: Project) -> dict[str, list[str]]:
    """All rows that belong to the project."""
    models = [model for model in MODELS if any(field.name == "project" for field in model._meta.fields)]
    return {model._meta.db_table: sorted(map(repr, model._default_manager.filter(project=project).values())) for model in models}


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_open(name: str, world: World) -> None:
    call = OPEN[name](world)
    assert send(APIClient(), OPERATIONS[name], call) == call.status


def test_the_page_is_made_of_the_table() -> None:
    assert (ROOT / "docs" / "access.md").read_text() == page(), "run `make access`"


def test_the_command_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("access_page")
    assert capsys.readouterr().out == page()
