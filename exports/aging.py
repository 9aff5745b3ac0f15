"""What a project no longer keeps goes by itself: a cleanup a day for each project that says how long it keeps its traces."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from evalplatform.queue import enqueue
from exports.models import Job, JobKind
from exports.models.job import UNFINISHED

EVERY = timedelta(hours=24)
_BUSY = Exists(Job.objects.filter(project_id=OuterRef("id"), kind=JobKind.CLEANUP, state__in=[*UNFINISHED]))


def clean_projects() -> int:
    """Ask for the cleanups that are due; how many. One conditional UPDATE makes of any number of askers one."""
    is_due = Q(cleaned_at=None) | Q(cleaned_at__lte=Now() - EVERY)
    due = Project.objects.filter(is_due, ~_BUSY, retention_days__isnull=False)
    asked = 0
    for project in due.order_by("id"):
        with transaction.atomic():
            if not due.filter(id=project.id, retention_days=project.retention_days).update(cleaned_at=Now()):
                continue
            job = Job.objects.create(project=project, kind=JobKind.CLEANUP, options={"older_than_days": project.retention_days})
            enqueue("exports.run_job", job.id)
            asked += 1
    return asked
