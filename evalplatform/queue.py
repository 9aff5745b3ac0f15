"""The names of all background jobs, the queue of each, and the one way to put a job there."""

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

SHORT, LONG = "short", "long"

# name of the task -> queue. A lane of workers takes one queue, so a long job never holds up a short one.
JOBS = {
    "exports.plan": SHORT,
    "exports.finalize": LONG,
    "exports.run_shard": LONG,
    "exports.sweep": SHORT,
}


def enqueue(job: str, *ids: UUID) -> None:
    """Put `job` on its queue once the running transaction has committed; at once when there is none.

    Only ids travel: the truth is the row. A broker that does not answer is logged and not raised, since the sweep puts every
    row that waits without a message back on the queue.
    """
    queue = JOBS[job]
    transaction.on_commit(lambda: _send(job, queue, [str(one) for one in ids]))


def _send(job: str, queue: str, arguments: list[str]) -> None:
    try:
        current_app.send_task(job, arguments, queue=queue, retry=False)
    except Exception:
        log.exception("The broker did not take %s %s; the sweep will put it back", job, arguments)
