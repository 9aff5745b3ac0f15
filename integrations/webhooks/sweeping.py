"""What makes the rows the truth, and not the queue: finds events that nobody has handed on, and deliveries that are due."""

from evalplatform.events.numbering import is_waiting
from evalplatform.events.outbox import FAN_OUT
from evalplatform.queue import enqueue
from integrations.webhooks.claiming import endpoints_due
from integrations.webhooks.fan_out import DELIVER


def sweep() -> int:
    """Put on the queue what is to be done; how many messages. One that is there already does nothing the second time."""
    jobs = [job for job, found in ((FAN_OUT, is_waiting()), (DELIVER, bool(endpoints_due()))) if found]
    for job in jobs:
        enqueue(job)
    return len(jobs)
