"""Who acts now: known from the request or the command, and told to PostgreSQL before a statement that the audit log watches."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponseBase

from evalplatform.auditing.models import Who
from evalplatform.auditing.watched import TABLES
from evalplatform.client_address import client_address
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import User
from evalplatform.telemetry import request_id

SETTING = "evalplatform.acting"
# those that begin with WITH may write further on
_WRITES = re.compile(rf'\s*(?:WITH\s|(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(?:{"|".join(sorted(TABLES))})"?[\s(])', re.IGNORECASE)
_TOLD = "_evalplatform_acting"


class Acting(NamedTuple):
    """The columns of an entry that do not depend on what is done; `name` is the person's or the key's."""

    kind: str
    id: str
    name: str
    request_id: str = ""
    address: str = ""


NOW: ContextVar[Callable[[], Acting] | None] = ContextVar("acting", default=None)


def told(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware: what a request does is done by its caller, who is known only once the view has asked."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            with by(lambda: of_request(request)):
                return get_response(request)
        finally:
            _forget()

    return middleware


def _forget() -> None:
    """The connection may next serve somebody else, and by a way that tells nothing."""
    if getattr(connection, _TOLD, False) and connection.connection is not None:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, '', false)", [SETTING])
            setattr(connection, _TOLD, False)


@contextmanager
def by(who: Callable[[], Acting]) -> Iterator[None]:
    token = NOW.set(who)
    try:
        yield
    finally:
        NOW.reset(token)


def by_command(argv: Sequence[str]) -> None:
    """In a process of manage.py its main thread acts for the command; the threads of a server that it starts do not."""
    if len(argv) > 1 and Path(argv[0]).name == "manage.py":
        name = argv[1]
        NOW.set(lambda: Acting(Who.COMMAND, name, name))


def of_request(request: HttpRequest) -> Acting:
    caller, user = getattr(request, "auth", None), getattr(request, "user", None)
    where = (request_id.get(), client_address(request))
    if isinstance(caller, Caller) and caller.key_prefix:
        return Acting(Who.KEY, caller.key_prefix, caller.key_prefix, *where)
    if isinstance(user, User):
        return person(user, request)
    return Acting(Who.NOBODY, "", "", *where)


def person(user: User, request: HttpRequest) -> Acting:
    return Acting(Who.PERSON, str(user.pk), user.get_username(), request_id.get(), client_address(request))


def now() -> Acting:
    """The server itself where there is nobody else."""
    who = NOW.get()
    return who() if who else Acting(Who.SYSTEM, "", "")


def tell_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Called whenever it is opened, and one that is opened anew has its wrappers still."""
    if _tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell)


def _tell(execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
    """Tell it before each such statement, since a rollback takes back what was told; nothing for who never was told of anybody."""
    if not isinstance(sql, str) or _WRITES.match(sql):
        opened, who = context["connection"], now()
        is_somebody = who.kind not in (Who.NOBODY, Who.SYSTEM)
        if is_somebody or getattr(opened, _TOLD, False):
            setattr(opened, _TOLD, is_somebody)
            with opened.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, json.dumps(who._asdict()) if is_somebody else ""])
    return execute(sql, parameters, many, context)
