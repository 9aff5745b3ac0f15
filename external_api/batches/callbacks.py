"""Tells the address that a batch names that it has ended: signed, and again by the times of Standard Webhooks until it is heard.

An attempt is counted before its request, and when the next one is due stands in the database: whoever dies, none is lost or doubled.
"""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from evalplatform import outbound, retries, standard_webhooks
from evalplatform.errors import DomainError
from evalplatform.queue import enqueue
from external_api.batches import callback_secrets
from external_api.models import Batch

log = logging.getLogger(__name__)

JOB = "external_api.call_back"
WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"
SECONDS = 20.0  # for the whole of an attempt
LEASE = timedelta(minutes=3)  # an attempt whose worker died counts as failed after it; longer than any takes
SWEPT_AT_ONCE = 200
MAX_ERROR = 500


@dataclass(frozen=True)
class Failed:
    """An attempt that was not heard. `is_final`: there is no use in another one; `wait_seconds`: the receiver asks to wait so long."""

    reason: str
    is_final: bool = False
    wait_seconds: int = 0


def call_back(batch_id: UUID) -> None:
    """Make the attempt that is due, if nobody else makes it."""
    due = Batch.objects.filter(id=batch_id, callback_state=WAITING, callback_next_at__lte=Now())
    if not due.update(callback_next_at=Now() + LEASE, callback_attempts=F("callback_attempts") + 1):
        return
    batch = Batch.objects.defer("operations", "results").get(id=batch_id)
    failed = _attempt(batch)
    mine = Batch.objects.filter(id=batch_id, callback_state=WAITING, callback_attempts=batch.callback_attempts)
    mine.update(**(_after(failed, batch.callback_attempts) if failed else {"callback_state": DELIVERED, "callback_error": ""}))


def sweep() -> int:
    """Put what is due on the queue; how much. A second message for one does nothing."""
    due = Batch.objects.filter(callback_state=WAITING, callback_next_at__lte=Now())
    found = list(due.order_by("callback_next_at").values_list("id", flat=True)[:SWEPT_AT_ONCE])
    for batch_id in found:
        enqueue(JOB, batch_id)
    return len(found)


def message(batch: Batch) -> bytes:
    """What is sent: that it has ended, and how to see more; none of its data."""
    data = {"id": batch.id, "state": batch.state, "total": batch.total, "done": batch.done, "failed": batch.failed}
    return orjson.dumps(
        {"type": f"batch.{batch.state}", "timestamp": batch.finished_at, "data": {**data, "url": reverse("batch", args=[batch.id])}},
        option=orjson.OPT_UTC_Z,
    )


def _attempt(batch: Batch) -> Failed | None:
    body = message(batch)
    try:
        secrets = callback_secrets.signing(batch.project_id)
        signed = standard_webhooks.sign(body, secrets=secrets, id=f"batch_{batch.id}", timestamp=int(time.time()))
        headers = {"Content-Type": "application/json", "User-Agent": "evalplatform", **signed}
        answer = outbound.send("POST", batch.callback_url, headers=headers, body=body, seconds=SECONDS, max_bytes=1024)
    except outbound.AddressRefused as error:
        return Failed(error.message, is_final=True)
    except DomainError as error:
        return Failed(error.message)
    if 200 <= answer.status < 300:
        return None
    asked = retries.asked_seconds(answer.status, answer.headers)
    return Failed(f"The receiver answered {answer.status}.", is_final=answer.status == 410, wait_seconds=asked)


def _after(failed: Failed, attempts: int) -> dict[str, Any]:
    log.info("Callback attempt %s failed: %s", attempts, failed.reason)
    values: dict[str, Any] = {"callback_error": failed.reason[:MAX_ERROR]}
    wait = None if failed.is_final else retries.wait_seconds(attempts, asked=failed.wait_seconds)
    if wait is None:
        return {**values, "callback_state": FAILED, "callback_next_at": None}
    return {**values, "callback_next_at": Now() + timedelta(seconds=wait)}
