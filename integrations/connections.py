"""Connections: kept, changed, forgotten; their secrets, and how their provider's API is reached."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from evalplatform import sealed, standard_webhooks
from evalplatform.errors import Conflict, DomainError, InvalidInput, NotFound, Problem
from evalplatform.evaluations import suites
from evalplatform.evaluations.models import Suite
from evalplatform.projects.models import Project
from integrations import connection_requests
from integrations.connection_requests import Wanted
from integrations.models import Connection, ConnectionKind
from integrations.providers import provider_of
from integrations.providers.protocol import Access, Client

SECRET, TOKEN = "integrations.connection.secret", "integrations.connection.token"  # noqa: S105 (purposes of sealing)
OVERLAP = timedelta(hours=24)
MOST_PER_PROJECT = 200
_SEALED = (("sealed_secret", SECRET), ("sealed_former", SECRET), ("sealed_token", TOKEN))


def live(project_id: UUID) -> QuerySet[Connection]:
    return Connection.objects.filter(project_id=project_id, deleted_at__isnull=True)


def find(project_id: UUID, connection_id: UUID) -> Connection:
    """Raises NotFound."""
    found = live(project_id).filter(id=connection_id).first()
    if found is None:
        raise NotFound("There is no such connection in this project.")
    return found


def create(*, project_id: UUID, body: Any, user_id: int | None = None, key_prefix: str = "") -> tuple[Connection, str]:
    """The connection, and its secret, which is not shown again. Raises InvalidInput, Conflict."""
    wanted = connection_requests.new(body)
    if live(project_id).count() >= MOST_PER_PROJECT:
        raise Conflict("too_many_connections", f"A project has at most {MOST_PER_PROJECT} connections. Delete some first.")
    secret = wanted.secret or standard_webhooks.new_secret()
    connection = Connection(
        project_id=project_id,
        created_by_id=user_id,
        created_with=key_prefix,
        sealed_secret=sealed.seal(secret, purpose=SECRET),
        **_columns(wanted),
    )
    _save(connection, wanted)
    return connection, secret


def change(connection: Connection, body: Any) -> Connection:
    """What is sent in place of what is there; a secret overlaps with the one before, for a day. Raises InvalidInput, Conflict."""
    named = [str(one) for one in connection.suites.order_by("id").values_list("id", flat=True)]
    wanted = connection_requests.changed(connection, body, suites=named)
    for name, value in _columns(wanted).items():
        setattr(connection, name, value)
    if wanted.secret:
        _replace_secret(connection, wanted.secret)
    _save(connection, wanted)
    return connection


def rotate(connection: Connection) -> str:
    """A new secret, which is not shown again; deliveries signed with the one before are taken for a day."""
    secret = standard_webhooks.new_secret()
    _replace_secret(connection, secret)
    connection.save(update_fields=["sealed_secret", "sealed_former", "former_until", "updated_at"])
    connection.refresh_from_db()
    return secret


def delete(connection: Connection) -> None:
    """Forget it and its secrets; what it received and set off stays."""
    blank = {name: "" for name, _ in _SEALED}
    Connection.objects.filter(id=connection.id).update(deleted_at=Now(), former_until=None, **blank)


def secrets(connection: Connection) -> list[str]:
    """Those that sign now. Raises SecretLost."""
    former = connection.sealed_former if connection.former_until and connection.former_until > timezone.now() else ""
    return [sealed.unseal(one, purpose=SECRET) for one in (connection.sealed_secret, former) if one]


def client_of(connection: Connection) -> Client | None:
    """None where the provider's API is not called. Raises SecretLost."""
    if connection.kind == ConnectionKind.GENERIC or not connection.sealed_token:
        return None
    access = Access(
        connection_id=connection.id,
        base_url=connection.base_url,
        token=sealed.unseal(connection.sealed_token, purpose=TOKEN),
        app_id=connection.app_id,
        installation_id=connection.installation_id,
    )
    return provider_of(connection.kind).client(access)


def note_success(connection: Connection) -> None:
    Connection.objects.filter(id=connection.id).update(told_at=Now(), error_code="", error_message="")


def note_failure(connection: Connection, error: DomainError) -> None:
    """For the status; the text tells what to mend."""
    Connection.objects.filter(id=connection.id).update(failed_at=Now(), error_code=error.code, error_message=error.message[:1000])


def reseal() -> tuple[int, list[str]]:
    """Seal all with the first key: how many connections, and the ids of those that no key opens."""
    lost: list[str] = []
    done = 0
    for connection in Connection.objects.filter(deleted_at__isnull=True).iterator():
        try:
            fresh = {name: sealed.rotate(old, purpose=purpose) for name, purpose in _SEALED if (old := getattr(connection, name))}
        except sealed.SecretLost:
            lost.append(str(connection.id))
            continue
        old = {name: getattr(connection, name) for name in fresh}
        done += Connection.objects.filter(id=connection.id, **old).update(**fresh)
    return done, lost


def _columns(wanted: Wanted) -> dict[str, Any]:
    names = ("name", "kind", "state", "base_url", "status_name", "app_id", "installation_id", "template")
    lists = {name: list(getattr(wanted, name)) for name in ("repositories", "triggers", "branches")}
    token = {} if wanted.token is None else {"sealed_token": sealed.seal(wanted.token, purpose=TOKEN) if wanted.token else ""}
    return {**{name: getattr(wanted, name) for name in names}, **lists, **token}


def _replace_secret(connection: Connection, secret: str) -> None:
    connection.sealed_former, connection.former_until = connection.sealed_secret, timezone.now() + OVERLAP
    connection.sealed_secret = sealed.seal(secret, purpose=SECRET)
    connection.updated_at = timezone.now()


def _save(connection: Connection, wanted: Wanted) -> None:
    named = _suites(connection.project_id, wanted.suites)
    connection.updated_at = timezone.now()
    try:
        with transaction.atomic():
            connection.save()
            connection.suites.set(named)
            _refuse_shared_status(connection)
    except IntegrityError as error:
        if "connection_name_once" not in str(error):
            raise
        raise Conflict("name_taken", "Another connection of this project has this name.") from None
    connection.refresh_from_db()  # the database's own clock set the times


def _refuse_shared_status(connection: Connection) -> None:
    """Two that tell the same commit of a verdict under one name would overwrite each other. Raises Conflict."""
    if not connection.sealed_token:
        return  # it tells nobody
    Project.objects.select_for_update(no_key=True).get(id=connection.project_id)  # of two at once, the second sees the first
    others = live(connection.project_id).exclude(id=connection.id).exclude(sealed_token="")
    same = others.filter(kind=connection.kind, base_url=connection.base_url, repositories__overlap=connection.repositories)
    other = next((one for one in same.order_by("id") if one.told_as == connection.told_as), None)
    if other:
        shared = next(one for one in connection.repositories if one in other.repositories)
        fault = f"The connection {other.name!r} already tells commits of {shared} of their verdict as {connection.told_as!r}."
        raise Conflict("status_name_taken", f"{fault} Give this one another status_name.")


def _suites(project_id: UUID, named: tuple[str, ...]) -> list[Suite]:
    found, problems = [], []
    for number, one in enumerate(named):
        try:
            found.append(suites.find(project_id, one))
        except NotFound:
            problems.append(Problem(f"/suites/{number}", "There is no such suite in this project.", "unknown_suite"))
    if problems:
        raise InvalidInput(*problems)
    return found
