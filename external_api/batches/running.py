"""The work of a batch in the background, chunk by chunk. A claim comes first, so the task may come twice."""

import logging
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import Error, transaction

from evalplatform.errors import DomainError
from evalplatform.exact_json import loads
from external_api.batches import lifecycle, rights
from external_api.batches.operations import MAX_READ_BYTES, Work
from external_api.batches.outcomes import Result, entry
from external_api.batches.performing import perform
from external_api.models import Batch

log = logging.getLogger(__name__)

CHUNK = 100
TURN_SECONDS = 5.0  # after which others have a turn
MAX_ATTEMPTS = 20
SECONDS_TO_NEXT_TRY = 5


def run_batch(batch_id: UUID) -> None:
    """Run the batch to its end, or for about TURN_SECONDS, and then put it back behind the others."""
    attempt = lifecycle.claim(batch_id)
    if attempt is None:
        return
    try:
        _turn(batch_id, attempt)
    except DomainError as error:
        lifecycle.fail(batch_id, attempt, error.code, error.message)
    except Error:
        log.warning("Batch %s waits", batch_id, exc_info=True)
        _release(batch_id, attempt)
    except Exception:
        log.exception("Batch %s crashed", batch_id)
        lifecycle.fail(
            batch_id, attempt, "internal_error", "An error in the server ended this batch; its log says more under the batch's id."
        )


def _turn(batch_id: UUID, attempt: int) -> None:
    """Raises DomainError for what ends the batch."""
    until = time.monotonic() + TURN_SECONDS
    while _chunk(batch_id, attempt):
        if time.monotonic() > until:
            lifecycle.give_way(batch_id, attempt)
            return


def _chunk(batch_id: UUID, attempt: int) -> bool:
    """Do the next operations, all of them when it is all or nothing; whether some are left for us to do."""
    with transaction.atomic():
        batch = lifecycle.hold(batch_id, attempt)
        if batch is None:
            log.info("Batch %s was taken over", batch_id)
            return False
        scopes = rights.scopes_of(batch)
        if attempt > MAX_ATTEMPTS:
            raise DomainError("gave_up", f"It was tried {MAX_ATTEMPTS} times, and its worker died, or the database was away, each time.")
        size = batch.total if batch.atomic else CHUNK
        operations = loads(batch.operations or "[]")[batch.done : batch.done + size]
        if operations:
            _do(batch, operations, scopes)
        if batch.done + len(operations) < batch.total:
            return True
        _end(batch)
    return False


def _do(batch: Batch, operations: list[Any], scopes: frozenset[str]) -> None:
    before = batch.results or "[]"
    work = Work(batch.project_id, bytes_left=max(0, MAX_READ_BYTES - len(before)))
    results = perform(work, operations, scopes, all_or_nothing=batch.atomic)
    batch.failed += sum(one.has_failed for one in results)
    lifecycle.save(batch, results=_joined(before, results, batch.done), done=batch.done + len(results), failed=batch.failed)


def _joined(before: str, results: list[Result], first: int) -> str:
    added = orjson.dumps([entry(first + place, one) for place, one in enumerate(results)]).decode()
    return added if before == "[]" else f"{before[:-1]},{added[1:]}"


def _end(batch: Batch) -> None:
    if batch.atomic and batch.failed:
        said = f"{batch.failed} of {batch.total} operations failed, so nothing was changed."
        lifecycle.fail(batch.id, batch.attempt, "batch_rolled_back", said)
    else:
        lifecycle.complete(batch.id, batch.attempt)


def _release(batch_id: UUID, attempt: int) -> None:
    """Best effort: if the database is away, the lease runs out and the sweep finds the batch."""
    try:
        lifecycle.give_way(batch_id, attempt, wait=timedelta(seconds=SECONDS_TO_NEXT_TRY))
    except Error:
        log.warning("Batch %s waits for its lease to end", batch_id)
