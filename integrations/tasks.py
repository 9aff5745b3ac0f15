"""The doors from the queue."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import InterfaceError, OperationalError

from integrations import error_rate, inbox_draining, inbox_keeping, inbox_processing
from integrations.ci import following, reporting, starting
from integrations.webhooks import delivering, keeping, sweeping, switching
from integrations.webhooks import fan_out as fanning

# A database that is away when the work is to begin: the message goes back to the broker. What is longer is found by the sweep.
AGAIN: dict[str, Any] = {"autoretry_for": (OperationalError, InterfaceError), "retry_backoff": 1, "retry_jitter": False, "max_retries": 5}


@shared_task(name="integrations.fan_out", **AGAIN)
def fan_out() -> None:
    fanning.fan_out()
    following.follow()  # an evaluation that ended is among the events that bring us here


@shared_task(name="integrations.deliver")
def deliver() -> None:
    delivering.deliver()


@shared_task(name="integrations.tell_admins", **AGAIN)
def tell_admins(endpoint_id: str) -> None:
    switching.tell_admins(UUID(endpoint_id))


@shared_task(name="integrations.sweep")
def sweep() -> None:
    sweeping.sweep()


@shared_task(name="integrations.watch")
def watch() -> None:
    error_rate.watch()


@shared_task(name="integrations.purge")
def purge() -> None:
    keeping.purge()
    inbox_keeping.purge()


@shared_task(name="integrations.process_receipt", **AGAIN)
def process_receipt(receipt_id: str) -> None:
    inbox_processing.process(UUID(receipt_id))


@shared_task(name="integrations.drain_inbox")
def drain_inbox() -> None:
    inbox_draining.drain()


@shared_task(name="integrations.start_run", **AGAIN)
def start_run(run_id: str) -> None:
    starting.start(UUID(run_id))


@shared_task(name="integrations.report_run", **AGAIN)
def report_run(run_id: str) -> None:
    reporting.tell(UUID(run_id))


@shared_task(name="integrations.sweep_runs")
def sweep_runs() -> None:
    inbox_draining.sweep()
    starting.sweep()
    following.follow()
    reporting.sweep()
