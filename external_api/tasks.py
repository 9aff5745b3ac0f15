"""The doors from the queue."""

from celery import shared_task

from external_api.usage import flushing


@shared_task(name="external_api.expire_usage")
def expire_usage() -> None:
    flushing.expire()
