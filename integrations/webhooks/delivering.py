"""Makes the attempts that are due, many at a time, for all endpoints at once.

One thread of a process does all that touches the database: it claims what is due as far as each endpoint's share goes, hands requests to
threads, and writes what came of them, many attempts in one transaction. It dies at any point without harm: claims end with their lease.
"""

import logging
import threading
import time
from collections.abc import Sequence
from functools import partial

from evalplatform.errors import DomainError
from evalplatform.events.models import Event
from evalplatform.queue import enqueue
from integrations.models import Endpoint
from integrations.webhooks import claiming, noting
from integrations.webhooks.addressing import outgoing
from integrations.webhooks.claiming import Claimed
from integrations.webhooks.fan_out import DELIVER
from integrations.webhooks.flights import Flights
from integrations.webhooks.message import message_of
from integrations.webhooks.noting import Landed
from integrations.webhooks.outcome import Outcome
from integrations.webhooks.sending import send
from integrations.webhooks.shares import PLACES, SLOW_PLACES, Shares

log = logging.getLogger(__name__)

TURN_SECONDS = 30.0  # then the message goes back to the queue, so that a worker that is asked to stop can
WAIT_SECONDS = 0.05  # for an attempt to end, before it is looked again whether more is due


class Sender:
    """The attempts of one process. They outlast the turn of the task that began them: the next turn writes what came of them."""

    def __init__(self) -> None:
        self._shares = Shares()
        self._flights = Flights(PLACES + SLOW_PLACES)
        self._unwritten: list[Landed] = []  # kept until the database has them
        self._turn = threading.Lock()
        self._asked = threading.Event()

    def deliver(self, *, seconds: float = TURN_SECONDS) -> bool:
        """Work until nothing is due and nothing under way, or for so many seconds; whether there is more to do.

        While another thread of this process does so, that one is told to look again, and this returns at once.
        """
        self._asked.set()
        until = time.monotonic() + seconds
        while self._asked.is_set() and self._turn.acquire(blocking=False):
            try:
                self._asked.clear()
                while self._step():
                    if time.monotonic() > until:
                        return True
            finally:
                self._turn.release()
        return False

    def close(self) -> None:
        self._flights.close()

    def _step(self) -> bool:
        """Write what has landed, begin what is due; False when there is nothing left to do."""
        self._write()
        begun = self._begin()
        if not begun and not len(self._shares):
            return False
        self._land(self._flights.landed(within=WAIT_SECONDS))
        return True

    def _land(self, landed: list[tuple[Claimed, Outcome]]) -> None:
        now = time.monotonic()
        for claimed, outcome in landed:
            self._shares.ended(claimed.endpoint, claimed.attempt, now, delivered=outcome.is_delivered)
            self._unwritten.append(Landed(claimed, outcome))

    def _write(self) -> None:
        noting.note(self._unwritten)
        self._unwritten = []

    def _begin(self) -> int:
        now = time.monotonic()
        self._shares.forget(now)
        claimed = claiming.claim(self._shares.room(claiming.endpoints_due(), now))
        for one, call in _calls(claimed):
            self._shares.began(one.endpoint, one.attempt, now)
            self._flights.begin(one, call)
        return len(claimed)


def _calls(claimed: Sequence[Claimed]) -> list[tuple[Claimed, partial[Outcome]]]:
    """What each thread is to do."""
    endpoints = Endpoint.objects.in_bulk({one.endpoint for one in claimed}) if claimed else {}
    events = Event.objects.in_bulk({one.event for one in claimed}) if claimed else {}
    return [(one, _call(endpoints.get(one.endpoint), events.get(one.event))) for one in claimed]


def _call(endpoint: Endpoint | None, event: Event | None) -> partial[Outcome]:
    if endpoint is None or event is None:
        return partial(Outcome, "not_found", "The endpoint or the event was deleted meanwhile.")
    try:
        return partial(send, outgoing(endpoint, message_of(event)))
    except DomainError as error:
        return partial(Outcome, error.code, error.message)
    except Exception:
        log.exception("The event %s has no message for the endpoint %s", event.id, endpoint.id)
        return partial(Outcome, "internal_error", "This server made a mistake; its log says more.")


_sender: Sender | None = None
_making = threading.Lock()


def deliver() -> None:
    """Make the attempts that are due; what is left after a turn goes back to the queue."""
    global _sender
    with _making:
        _sender = _sender or Sender()
    if _sender.deliver():
        enqueue(DELIVER)
