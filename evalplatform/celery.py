"""The Celery app: tasks are found in the apps' `tasks.py`; its settings are the CELERY_* ones."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from evalplatform import process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalplatform.settings")

app = Celery("evalplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # the current app belongs to a thread; the other threads of a web server would get an app without settings


@worker_process_init.connect
def end_with_worker(**_: Any) -> None:
    """A killed worker cannot end its pool: without this its children would work on, unseen."""
    process.end_with_parent(signal.SIGKILL)
