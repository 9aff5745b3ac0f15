"""The doors from the queue."""

from uuid import UUID

from celery import shared_task

from exports import running, sweep


@shared_task(name="exports.plan")
def plan(export_id: str) -> None:
    running.run_plan(UUID(export_id))


@shared_task(name="exports.run_shard")
def run_shard(shard_id: str) -> None:
    running.run_shard(UUID(shard_id))


@shared_task(name="exports.finalize")
def finalize(export_id: str) -> None:
    running.finalize(UUID(export_id))


@shared_task(name="exports.sweep")
def sweep_exports() -> None:
    sweep.sweep()
