from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from evalplatform.projects.models import MAX_DAYS, Project
from evalplatform.tracing.models import Trace
from exports import aging
from exports.models import Job
from tests.exports.test_cleanup import add

pytestmark = pytest.mark.django_db(transaction=True)


def keeps(project: Project, days: int | None) -> None:
    Project.objects.filter(id=project.id).update(retention_days=days)


def test_what_is_older_than_the_project_keeps_goes(project: Project, stranger_project: Project, drain: Callable[[], None]) -> None:
    for one in (project, stranger_project):
        add(one, 40)
        add(one, 20)
    keeps(project, 30)
    assert aging.clean_projects() == 1
    drain()
    assert [Trace.objects.filter(project=one).count() for one in (project, stranger_project)] == [1, 2]
    assert (Job.objects.get().state, (Job.objects.get().result or {})["deleted"]["traces"]) == ("completed", 1)


def test_it_is_asked_for_once_a_day(project: Project, drain: Callable[[], None]) -> None:
    keeps(project, 30)
    assert [aging.clean_projects(), aging.clean_projects()] == [1, 0]
    drain()
    Project.objects.update(cleaned_at=timezone.now() - timedelta(hours=23))
    assert aging.clean_projects() == 0
    Project.objects.update(cleaned_at=timezone.now() - timedelta(hours=25))
    assert aging.clean_projects() == 1


def test_one_that_is_not_done_is_waited_for(project: Project, jobs_sent: list[Any]) -> None:
    keeps(project, 30)
    aging.clean_projects()
    Project.objects.update(cleaned_at=timezone.now() - timedelta(hours=25))
    assert (aging.clean_projects(), Job.objects.count()) == (0, 1)


def test_who_says_nothing_keeps_all(project: Project) -> None:
    keeps(project, None)
    assert (aging.clean_projects(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize("days", [0, MAX_DAYS + 1])
def test_days_that_make_no_sense_are_refused(days: int, project: Project) -> None:
    project.retention_days = days
    with pytest.raises(ValidationError, match=str(MAX_DAYS if days else 1)):
        project.full_clean()
    with pytest.raises(IntegrityError):
        keeps(project, days)
