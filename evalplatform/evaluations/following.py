"""Follows an evaluation to its end, and does its work in this process when nobody else does."""

import time
from collections.abc import Callable
from threading import Thread
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from evalplatform.evaluations import completing, running, sending
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.models.evaluation import OPEN

LOOK_SECONDS = 0.5
LONGEST_PAUSE = 10.0
_WORK: dict[str, Callable[[UUID], None]] = {
    sending.PREPARE: running.prepare,
    sending.ASK: running.ask,
    sending.JUDGE: running.judge,
    sending.SCORE: running.score,
}
Tell = Callable[[Evaluation], None]


def follow(evaluation_id: UUID, *, patience: float, tell: Tell, until_prepared: bool = False) -> Evaluation:
    """The evaluation once it has ended, or with `until_prepared` once its results are made.

    Where nothing has moved for `patience` seconds the next step is done here. Each step claims what it works on as workers do, so at any
    moment others may come and go. `tell` is called at each look.
    """
    signs, since, pause = None, time.monotonic(), LOOK_SECONDS
    while True:
        evaluation = _look(evaluation_id, tell)
        if evaluation.state not in OPEN or (until_prepared and evaluation.prepared_at is not None):
            return evaluation
        if (found := _signs(evaluation)) != signs:
            signs, since, pause = found, time.monotonic(), LOOK_SECONDS
        if time.monotonic() - since >= patience and _is_free(evaluation):
            job = sending.next_job(evaluation, asked=not completing.waits(evaluation_id))
            _do(_WORK[job], evaluation_id, tell)
            if _signs(_look(evaluation_id, tell)) != signs:
                continue
            pause = min(pause * 2, LONGEST_PAUSE)  # somebody else has it in hand, and each try of ours counts as one
        time.sleep(pause)


def _look(evaluation_id: UUID, tell: Tell) -> Evaluation:
    found = Evaluation.objects.select_related("suite", "dataset").get(id=evaluation_id)
    tell(found)
    return found


def _do(work: Callable[[UUID], None], evaluation_id: UUID, tell: Tell) -> None:
    """In a thread, so that we can look meanwhile. Raises what it raises."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            work(evaluation_id)
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()  # this thread's own

    thread = Thread(target=run, daemon=True, name="following")
    thread.start()
    while thread.is_alive():
        thread.join(LOOK_SECONDS)
        _look(evaluation_id, tell)
    if raised:
        raise raised[0]


def _signs(evaluation: Evaluation) -> tuple[Any, ...]:
    """What moves when somebody gets somewhere."""
    waits = evaluation.prepared_at is not None and completing.waits(evaluation.id)
    return (evaluation.state in OPEN, evaluation.done, evaluation.prepared_at, evaluation.lease_until, waits)


def _is_free(evaluation: Evaluation) -> bool:
    """Whether no worker holds it, and its endpoint need not be left in peace for a while."""
    now = timezone.now()
    return all(one is None or one <= now for one in (evaluation.lease_until, evaluation.resume_at))
