"""The doors from the queue."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import InterfaceError, OperationalError

from evalplatform import queue
from exports import aging, expiry, job_running, lineage, running, schedules, shipping, sweep

# A database that is away when the work is to begin: the message goes back to the broker, for some half a minute in all. What is longer
# is found by the sweep.
AGAIN: dict[str, Any] = {"autoretry_for": (OperationalError, InterfaceError), "retry_backoff": 1, "retry_jitter": False, "max_retries": 5}


@shared_task(name="exports.plan", **AGAIN)
def plan(export_id: str) -> None:
    running.run_plan(UUID(export_id))


@shared_task(name="exports.run_shard", **AGAIN)
def run_shard(shard_id: str) -> None:
    running.run_shard(UUID(shard_id))


@shared_task(name="exports.finalize", **AGAIN)
def finalize(export_id: str) -> None:
    running.finalize(UUID(export_id))


@shared_task(name="exports.run_schedules")
def run_schedules() -> None:
    schedules.run_due()


@shared_task(name="exports.clear_destination", **AGAIN)
def clear_destination(export_id: str) -> None:
    shipping.clear(UUID(export_id))


@shared_task(name="exports.run_job", **AGAIN)
def run_job(job_id: str) -> None:
    job_running.run_job(UUID(job_id))


@shared_task(name="exports.sweep")
def sweep_exports() -> None:
    sweep.sweep(queue_is_empty=queue.has_forgotten())


@shared_task(name="exports.mark_removed")
def mark_removed() -> None:
    while lineage.mark_removed() == lineage.AT_ONCE:
        pass


@shared_task(name="exports.expire")
def expire_exports() -> None:
    expiry.expire()


@shared_task(name="exports.clean")
def clean_folders() -> None:
    expiry.clean()


@shared_task(name="exports.clean_projects")
def clean_projects() -> None:
    aging.clean_projects()
