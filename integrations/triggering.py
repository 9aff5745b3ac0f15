"""Starts what a caller or a signed sender asks for: the evaluation of a suite, or an export."""

from collections.abc import Callable, Set
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from evalplatform.errors import DomainError, InvalidInput, NotFound, Problem
from evalplatform.evaluations import suites
from evalplatform.evaluations.reading import Reader, only_one
from evalplatform.projects.caller import Caller, Limits
from integrations import connections, variables
from integrations.ci import runs
from integrations.models import Connection, ConnectionKind, Receipt, Run
from integrations.providers import PROVIDERS
from integrations.providers.change import Change, Trigger

EXPORTS = "exports:write"
MAX_PATH, MAX_SHA, MAX_NAME = 300, 64, 200


class Started(NamedTuple):
    """One of the two."""

    run: Run | None = None
    export_id: UUID | None = None


class NotAllowed(DomainError):
    status = 403


class _Who(NamedTuple):
    """For whom something is started."""

    project_id: UUID
    user_id: int | None
    key_prefix: str
    limits: Limits | None


def start(caller: Caller, body: Any, *, origin: str) -> Started:
    """What a caller with the scope ci:trigger asks for. Raises InvalidInput, NotFound, NotAllowed."""
    reader = Reader(_object(body))
    chosen = only_one(reader, ("evaluation", "export", "connection"))
    given = reader.get("variables")
    reader.refuse_unknown()
    reader.raise_if_any()
    template = _template(caller.project_id, body["connection"]) if chosen == "connection" else {chosen: body[chosen]}
    return _start(variables.filled(template, given), _who(caller), scopes=caller.scopes, origin=origin)


def from_template(connection: Connection, body: dict[str, Any], *, receipt: Receipt) -> Started:
    """What the template of a generic connection says, with the variables of the delivery. Raises InvalidInput."""
    reader = Reader(body)
    given = reader.get("variables")
    reader.refuse_unknown()
    reader.raise_if_any()
    standing: Callable[[str, int | None], Limits | None] = import_string(settings.EXPORT_STANDING_LIMITS)
    limits = standing(connection.created_with, connection.created_by_id)
    who = _Who(connection.project_id, connection.created_by_id, connection.created_with, limits)
    return _start(variables.filled(connection.template, given), who, scopes=None, origin=receipt.origin, receipt=receipt)


def check_template(caller: Caller, template: dict[str, Any] | None) -> None:
    """Whoever sets up what others start must be allowed it. Raises NotAllowed."""
    if template and "export" in template:
        _check_export(caller.scopes, template["export"])


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "This is a JSON object with evaluation, export or connection.", "wrong_type"))
    return body


def _who(caller: Caller) -> _Who:
    return _Who(caller.project_id, caller.user_id, caller.key_prefix, caller.limits)


def _template(project_id: UUID, named: Any) -> dict[str, Any]:
    try:
        found = connections.live(project_id).get(id=UUID(named), kind=ConnectionKind.GENERIC)
    except (ValueError, TypeError, AttributeError, Connection.DoesNotExist):
        detail = "There is no such connection of the kind generic in this project."
        raise InvalidInput(Problem("/connection", detail, "unknown_connection")) from None
    return dict(found.template or {})


def _start(wanted: Any, who: _Who, *, scopes: Set[str] | None, origin: str, receipt: Receipt | None = None) -> Started:
    """`scopes` None: what is wanted was allowed when it was set up."""
    if "export" in wanted:
        if scopes is not None:
            _check_export(scopes, wanted["export"])
        return Started(export_id=_export(wanted["export"], who))
    return Started(run=_run(wanted["evaluation"], who, origin=origin, receipt=receipt))


def _check_export(scopes: Set[str], body: Any) -> None:
    if EXPORTS not in scopes:
        raise NotAllowed("missing_scope", f"To start an export needs the scope {EXPORTS} too.")
    import_string(settings.EXPORT_RIGHTS)(scopes, body)


def _export(body: Any, who: _Who) -> UUID:
    """By a path of the settings: the apps do not know each other."""
    request_export = import_string(settings.EXPORT_REQUEST)
    made = request_export(project_id=who.project_id, body=body, user_id=who.user_id, key_prefix=who.key_prefix, limits=who.limits)
    return UUID(str(made.id))


def _run(body: Any, who: _Who, *, origin: str, receipt: Receipt | None) -> Run:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("/evaluation", "evaluation is an object with suite.", "wrong_type"))
    reader = Reader(body, pointer="/evaluation")
    asked = {
        "suite": reader.text("suite", most=MAX_NAME, required=True),
        "name": reader.text("name", most=MAX_NAME),
        "baseline": reader.text("baseline", most=MAX_PATH),
    }
    change = _change(reader.within("commit"))
    reader.refuse_unknown()
    if asked["suite"] and not _has_suite(who.project_id, asked["suite"]):
        reader.refuse("suite", "There is no such suite in this project.", "unknown_suite")
    reader.raise_if_any()
    more: dict[str, Any] = {} if receipt else {"origin": origin}
    with transaction.atomic():
        return runs.request_run(
            _connection(who.project_id, change.repository),
            change,
            project_id=who.project_id,
            receipt=receipt,
            asked=asked,
            requested_by_id=who.user_id,
            requested_with=who.key_prefix,
            **more,
        )


def _has_suite(project_id: UUID, named: str) -> bool:
    try:
        suites.find(project_id, named)
    except NotFound:
        return False
    return True


def _change(reader: Reader) -> Change:
    change = Change(
        trigger=Trigger.REQUEST,
        repository=reader.text("repository", most=MAX_PATH),
        sha=reader.text("sha", most=MAX_SHA).lower(),
        branch=reader.text("branch", most=MAX_PATH),
        target_branch=reader.text("target_branch", most=MAX_PATH),
        pull_request=reader.whole("pull_request", low=1, high=2**31 - 1, default=None),
    )
    reader.refuse_unknown()
    return change


def _connection(project_id: UUID, repository: str) -> Connection | None:
    """The one that can tell the repository's provider; without one the run is seen here alone."""
    found = connections.live(project_id).filter(kind__in=PROVIDERS, repositories__contains=[repository.lower()])
    return found.order_by("id").first() if repository else None
