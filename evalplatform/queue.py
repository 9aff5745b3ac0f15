"""The names of all background jobs, the lane and the queues of each, and the one way to put a job there."""

import logging
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

log = logging.getLogger(__name__)

SHORT, LONG, BACKGROUND, ASKING, SENDING = "short", "long", "background", "asking", "sending"
NORMAL = "normal"
PRIORITIES = ("high", NORMAL, "low")

# lane -> its queues; a lane takes from a queue only while those before it are empty
QUEUES = {
    SHORT: ("short",),
    LONG: tuple(f"exports.{priority}" for priority in PRIORITIES),
    BACKGROUND: ("background",),
    ASKING: ("asking",),
    SENDING: ("sending",),
}

# name of the task -> lane. A lane has workers of its own, so a long job never holds up a short one, nor an analysis an export.
JOBS = {
    "auditing.purge": SHORT,
    "exports.plan": SHORT,
    "exports.finalize": LONG,
    "exports.run_shard": LONG,
    "exports.run_job": BACKGROUND,
    "exports.sweep": SHORT,
    "exports.clear_destination": LONG,
    "exports.expire": SHORT,
    "exports.clean": LONG,
    "exports.clean_projects": SHORT,
    "exports.run_schedules": SHORT,
    "exports.mark_removed": SHORT,
    "evaluations.prepare": LONG,
    "evaluations.score": LONG,
    "evaluations.ask": ASKING,
    "evaluations.judge": ASKING,
    "evaluations.sweep": SHORT,
    "external_api.expire_usage": SHORT,
    "external_api.run_batch": BACKGROUND,
    "external_api.call_back": BACKGROUND,
    "external_api.sweep": SHORT,
    "external_api.purge": SHORT,
    "integrations.fan_out": SHORT,
    "integrations.deliver": SENDING,
    "integrations.tell_admins": SENDING,
    "integrations.process_receipt": SHORT,
    "integrations.drain_inbox": SHORT,
    "integrations.start_run": SENDING,
    "integrations.report_run": SENDING,
    "integrations.sweep_runs": SHORT,
    "integrations.sweep": SHORT,
    "integrations.purge": SHORT,
    "integrations.watch": SHORT,
}

_MARK = "evalplatform.queue.mark"


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


_kept: list[tuple[str, str, list[str]]] | None = None


def keep() -> None:
    """From now on this process keeps its messages: a broker in memory is that of the parent, who asks for them by `kept`."""
    global _kept
    _kept = []


def kept() -> list[tuple[str, str, list[str]]]:
    """The messages since the last call, for the parent to `send`."""
    global _kept
    messages, _kept = _kept or [], []
    return messages


def send(messages: list[tuple[str, str, list[str]]]) -> None:
    """Put on their queues what a child has kept."""
    for job, queue, arguments in messages:
        _send(job, queue, arguments)


def _send(job: str, queue: str, arguments: list[str]) -> None:
    if _kept is not None:
        _kept.append((job, queue, arguments))
        return
    try:
        current_app.send_task(job, arguments, queue=queue, retry=False)
    except Exception:
        log.exception("The broker did not take %s %s; the sweep will put it back", job, arguments)


def has_forgotten() -> bool:
    """Whether Redis has lost its memory, and with it every message, since this was last asked: a mark that was left there is gone.

    When it is only the mark that was thrown out, work gets a second message, which does nothing.
    """
    if not settings.REDIS_URL:  # a queue in memory ends with its process, and begins with a sweep
        return False
    try:
        return bool(cache.add(_MARK, 1, timeout=None))
    except Exception:  # the errors of caches differ by backend
        log.exception("The broker does not answer")
        return False
