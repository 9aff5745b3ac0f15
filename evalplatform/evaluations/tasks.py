"""The doors from the queue."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import InterfaceError, OperationalError

from evalplatform import queue
from evalplatform.evaluations import running, sweep

# A database that is away when the work is to begin: the message goes back to the broker, for some half a minute in all. What is longer
# is found by the sweep.
AGAIN: dict[str, Any] = {"autoretry_for": (OperationalError, InterfaceError), "retry_backoff": 1, "retry_jitter": False, "max_retries": 5}


@shared_task(name="evaluations.prepare", **AGAIN)
def prepare(evaluation_id: str) -> None:
    running.prepare(UUID(evaluation_id))


@shared_task(name="evaluations.score", **AGAIN)
def score(evaluation_id: str) -> None:
    running.score(UUID(evaluation_id))


@shared_task(name="evaluations.ask", **AGAIN)
def ask(evaluation_id: str) -> None:
    running.ask(UUID(evaluation_id))


@shared_task(name="evaluations.judge", **AGAIN)
def judge(evaluation_id: str) -> None:
    running.judge(UUID(evaluation_id))


@shared_task(name="evaluations.sweep")
def sweep_evaluations() -> None:
    sweep.sweep(queue_is_empty=queue.has_forgotten())
