"""The doors from the queue."""

from uuid import UUID

from celery import shared_task

from exports import expiry, job_running, running, schedules, shipping, sweep


@shared_task(name="exports.plan")
def plan(export_id: str) -> None:
    running.run_plan(UUID(export_id))


@shared_task(name="exports.run_shard")
def run_shard(shard_id: str) -> None:
    running.run_shard(UUID(shard_id))


@shared_task(name="exports.finalize")
def finalize(export_id: str) -> None:
    running.finalize(UUID(export_id))


@shared_task(name="exports.run_schedules")
def run_schedules() -> None:
    schedules.run_due()


@shared_task(name="exports.clear_destination")
def clear_destination(export_id: str) -> None:
    shipping.clear(UUID(export_id))


@shared_task(name="exports.run_job")
def run_job(job_id: str) -> None:
    job_running.run_job(UUID(job_id))


@shared_task(name="exports.sweep")
def sweep_exports() -> None:
    sweep.sweep()


@shared_task(name="exports.expire")
def expire_exports() -> None:
    expiry.expire()


@shared_task(name="exports.clean")
def clean_folders() -> None:
    expiry.clean()
