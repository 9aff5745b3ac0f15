from celery import current_app
from django.conf import settings

from evalplatform.management import processes, threads
from evalplatform.queue import JOBS, QUEUES


def test_every_job_has_a_task_and_a_queue_that_a_lane_takes() -> None:
    current_app.loader.import_default_modules()
    tasks = {name for name in current_app.tasks if not name.startswith("celery.")}
    assert tasks == set(JOBS)
    assert set(JOBS.values()) <= set(QUEUES)
    assert set(threads.CONCURRENCY) == set(processes.CONCURRENCY) == set(QUEUES)


def test_what_beat_sends_is_a_job() -> None:
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(JOBS)
