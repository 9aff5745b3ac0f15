"""The doors from the queue."""

from uuid import UUID

from celery import shared_task

from external_api import tokens
from external_api.batches import callbacks, lifecycle, running
from external_api.idempotency import records
from external_api.usage import flushing


@shared_task(name="external_api.run_batch")
def run_batch(batch_id: str) -> None:
    running.run_batch(UUID(batch_id))


@shared_task(name="external_api.call_back")
def call_back(batch_id: str) -> None:
    callbacks.call_back(UUID(batch_id))


@shared_task(name="external_api.sweep")
def sweep() -> None:
    lifecycle.sweep()
    callbacks.sweep()


@shared_task(name="external_api.purge")
def purge() -> None:
    records.purge()
    lifecycle.purge()
    tokens.purge()


@shared_task(name="external_api.expire_usage")
def expire_usage() -> None:
    flushing.expire()
