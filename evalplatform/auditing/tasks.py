"""The door from the queue."""

from celery import shared_task

from evalplatform.auditing import keeping


@shared_task(name="auditing.purge")
def purge() -> None:
    keeping.purge()
