"""What happens by itself, and how often: Celery beat's schedule. Each of these may run twice, or late."""

from datetime import timedelta
from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "put waiting and orphaned exports back on the queue": {"task": "exports.sweep", "schedule": timedelta(seconds=10)},
    "end exports whose time is over": {"task": "exports.expire", "schedule": timedelta(minutes=10)},
    "free the disk of what no export needs": {"task": "exports.clean", "schedule": timedelta(hours=1)},
    "delete what projects no longer keep": {"task": "exports.clean_projects", "schedule": timedelta(minutes=15)},
    "find exports that hold what was deleted": {"task": "exports.mark_removed", "schedule": timedelta(seconds=30)},
    "remove counts of calls that are kept no longer": {"task": "external_api.expire_usage", "schedule": timedelta(hours=6)},
    "put batches and callbacks that nobody works on back on the queue": {"task": "external_api.sweep", "schedule": timedelta(seconds=10)},
    "remove answers, batches and tokens that are kept no longer": {"task": "external_api.purge", "schedule": timedelta(hours=1)},
    "put waiting and orphaned evaluations back on the queue": {"task": "evaluations.sweep", "schedule": timedelta(seconds=10)},
    "hand on events and deliveries that nobody works on": {"task": "integrations.sweep", "schedule": timedelta(seconds=5)},
    "go on with receipts and runs that nobody works on": {"task": "integrations.sweep_runs", "schedule": timedelta(seconds=5)},
    "remove entries of the audit log that are kept no longer": {"task": "auditing.purge", "schedule": timedelta(hours=24)},
    "watch how many traces fail": {"task": "integrations.watch", "schedule": timedelta(minutes=5)},
    "remove deliveries that are kept no longer": {"task": "integrations.purge", "schedule": timedelta(hours=1)},
    "start the exports of schedules that are due": {"task": "exports.run_schedules", "schedule": timedelta(seconds=20)},
}
