"""Makes of a stored delivery what it sets off: a run, an export, or nothing, and then why."""

import logging
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from evalplatform.errors import DomainError, InvalidInput, NotFound, Problem
from evalplatform.queue import enqueue
from integrations import triggering
from integrations.ci import runs
from integrations.ci.changes import is_branch
from integrations.inbox import PROCESS
from integrations.models import Connection, ConnectionKind, ConnectionState, Receipt, ReceiptState
from integrations.providers import provider_of
from integrations.providers.change import Change, Ignored, Malformed, Trigger

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5


class _Ended(NamedTuple):
    state: ReceiptState
    code: str = ""
    message: str = ""
    export_id: UUID | None = None


class _TakenOver(Exception):
    """Somebody else processes it: our lease had run out."""


def process(receipt_id: UUID) -> None:
    """Process a delivery that is due, if nobody else does. What it sets off and that it did so are written together."""
    if due().filter(id=receipt_id).update(next_attempt_at=Now() + LEASE, attempts=F("attempts") + 1):
        process_taken(receipt_id)


def due() -> QuerySet[Receipt]:
    return Receipt.objects.filter(state=ReceiptState.WAITING, next_attempt_at__lte=Now())


def process_taken(receipt_id: UUID) -> None:
    """The same for one whose lease is ours."""
    receipt = Receipt.objects.select_related("connection").get(id=receipt_id)
    try:
        with transaction.atomic():
            _end(receipt, _handled(receipt))
    except _TakenOver:
        return
    except (OperationalError, InterfaceError):
        raise
    except DomainError as error:
        _end_apart(receipt, _Ended(ReceiptState.FAILED, error.code, error.message))
    except Exception:
        log.exception("The delivery %s could not be processed", receipt.id)
        if receipt.attempts >= MAX_ATTEMPTS:
            said = "This server made a mistake; its log says more. Replay the receipt once it is mended."
            _end_apart(receipt, _Ended(ReceiptState.FAILED, "internal_error", said))


def replay(project_id: UUID, receipt_id: UUID) -> Receipt:
    """Process it once more, as a person wants; one that waits anyway is left alone. Raises NotFound."""
    receipt = find(project_id, receipt_id)
    with transaction.atomic():
        ended = Receipt.objects.filter(id=receipt.id).exclude(state=ReceiptState.WAITING)
        blank: dict[str, Any] = {"reason": "", "message": "", "attempts": 0, "finished_at": None, "export_id": None}
        if ended.update(state=ReceiptState.WAITING, next_attempt_at=Now(), replays=F("replays") + 1, **blank):
            enqueue(PROCESS, receipt.id)
    return find(project_id, receipt_id)


def find(project_id: UUID, receipt_id: UUID) -> Receipt:
    """Without its body. Raises NotFound."""
    found = Receipt.objects.filter(project_id=project_id, id=receipt_id).defer("body").select_related("connection").first()
    if found is None:
        raise NotFound("There is no such receipt in this project.")
    return found


def _handled(receipt: Receipt) -> _Ended:
    connection = receipt.connection
    if connection.deleted_at or connection.state == ConnectionState.PAUSED:
        return _Ended(ReceiptState.IGNORED, "connection_paused", "The connection was paused or deleted when it was processed.")
    if connection.kind == ConnectionKind.GENERIC:
        return _triggered(receipt)
    return _of_provider(receipt)


def _triggered(receipt: Receipt) -> _Ended:
    body = _json(bytes(receipt.body)) if receipt.size else {}
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "The body is a JSON object, with variables where the template has some.", "wrong_type"))
    started = triggering.from_template(receipt.connection, body, receipt=receipt)
    return _Ended(ReceiptState.PROCESSED, export_id=started.export_id)


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise InvalidInput(Problem("", "The body is not JSON.", "not_json")) from None


def _of_provider(receipt: Receipt) -> _Ended:
    provider = provider_of(receipt.connection.kind)
    try:
        found = provider.read(receipt.event, provider.decode(bytes(receipt.body), receipt.headers))
    except Malformed as error:
        return _Ended(ReceiptState.FAILED, "malformed_delivery", f"This delivery cannot be read: {error}")
    ignored = found if isinstance(found, Ignored) else _unwanted(receipt, found)
    if ignored:
        return _Ended(ReceiptState.IGNORED, ignored.code, ignored.message)
    assert isinstance(found, Change)
    runs.request_run(receipt.connection, found, receipt=receipt)
    return _Ended(ReceiptState.PROCESSED)


def _unwanted(receipt: Receipt, change: Change) -> Ignored | None:
    """Why the connection does not want this change evaluated; None if it does."""
    connection = receipt.connection
    if change.repository.lower() not in connection.repositories:
        return Ignored("unknown_repository", f"The connection does not name the repository {change.repository}.")
    if change.trigger.value not in connection.triggers:
        return Ignored("unwanted_trigger", f"The connection does not name {change.trigger.value} among its triggers.")
    if change.trigger in (Trigger.PUSH, Trigger.PIPELINE) and not _watches(connection, change):
        return Ignored(
            "unwatched_branch", f"{change.branch} is none of the branches that the connection names; a pull request is evaluated."
        )
    if not receipt.replays and runs.is_known(connection, change):
        return Ignored(
            "already_run", "This commit is evaluated already, or was. Replay the receipt, or run it again, to have it once more."
        )
    return None


def _watches(connection: Connection, change: Change) -> bool:
    if change.tag:
        return Trigger.TAG.value in connection.triggers
    globs = connection.branches or ([change.default_branch] if change.default_branch else ["main", "master"])
    return change.branch in globs or (bool(connection.branches) and is_branch(globs, change.branch))


def _end(receipt: Receipt, ended: _Ended) -> None:
    """Raises _TakenOver when it is no longer ours."""
    ours = Receipt.objects.filter(id=receipt.id, state=ReceiptState.WAITING, attempts=receipt.attempts)
    if not ours.update(**_columns(ended), next_attempt_at=None, finished_at=Now()):
        raise _TakenOver


def _columns(ended: _Ended) -> dict[str, Any]:
    return {"state": ended.state, "reason": ended.code, "message": ended.message[:1000], "export_id": ended.export_id}


def _end_apart(receipt: Receipt, ended: _Ended) -> None:
    """After what it set off was taken back."""
    try:
        _end(receipt, ended)
    except _TakenOver:
        log.info("The delivery %s is processed by somebody else", receipt.id)
