"""The names of all background jobs, the lane and the queues of each, and the one way to put a job there."""

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

SHORT, LONG, BACKGROUND = "short", "long", "background"
NORMAL = "normal"
PRIORITIES = ("high", NORMAL, "low")

# lane -> its queues; a lane takes from a queue only while those before it are empty
QUEUES = {SHORT: ("short",), LONG: tuple(f"exports.{priority}" for priority in PRIORITIES), BACKGROUND: ("background",)}

# name of the task -> lane. A lane has workers of its own, so a long job never holds up a short one, nor an analysis an export.
JOBS = {
    "exports.plan": SHORT,
    "exports.finalize": LONG,
    "exports.run_shard": LONG,
    "exports.run_job": BACKGROUND,
    "exports.sweep": SHORT,
    "exports.clear_destination": LONG,
    "exports.expire": SHORT,
    "exports.clean": LONG,
    "exports.run_schedules": SHORT,
}


def queue_of(job: str, priority: str = NORMAL) -> str:
    """The queue on which `job` waits. Only the lane of long jobs tells priorities apart. Raises KeyError, ValueError."""
    queues = QUEUES[JOBS[job]]
    return queues[PRIORITIES.index(priority)] if len(queues) > 1 else queues[0]


def enqueue(job: str, *ids: UUID, priority: str = NORMAL) -> None:
    """Put `job` on its queue once the running transaction has committed; at once when there is none.

    Only ids travel: the truth is the row. A broker that does not answer is logged and not raised, since the sweep puts every
    row that waits without a message back on the queue.
    """
    queue = queue_of(job, priority)
    transaction.on_commit(lambda: _send(job, queue, [str(one) for one in ids]))


def _send(job: str, queue: str, arguments: list[str]) -> None:
    try:
        current_app.send_task(job, arguments, queue=queue, retry=False)
    except Exception:
        log.exception("The broker did not take %s %s; the sweep will put it back", job, arguments)
