import pytest
from django.test import Client
from django.utils import timezone

from evalplatform.projects.models import Project
from exports.models import Job, JobKind, JobState
from tests.exports.admin.conftest import act, page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(project: Project) -> Job:
    return Job.objects.create(project=project, kind=JobKind.ANALYSIS, done=2, total=5, result={"<i>": 1})


def test_how_far_it_is_and_what_it_found(office: Client, job: Job) -> None:
    assert "2 of 5" in page(office, "job_changelist")
    shown = page(office, "job_change", job.id)
    assert '"&lt;i&gt;"' in shown
    assert "<i>" not in shown


def test_without_a_total(office: Client, job: Job) -> None:
    Job.objects.update(total=None, done=1234)
    assert "1,234" in page(office, "job_changelist")


def test_cancel(office: Client, job: Job) -> None:
    assert act(office, "job", "cancel_jobs", job) == []
    assert Job.objects.get().state == JobState.CANCELLED
    assert act(office, "job", "cancel_jobs", job) == [f"analysis {job.id}: The job has ended already."]


def test_who_may_only_look_cannot_cancel(onlooker: Client, job: Job) -> None:
    Job.objects.create(project=job.project, kind=JobKind.CLEANUP, state=JobState.FAILED, finished_at=timezone.now())
    page(onlooker, "job_changelist")
    act(onlooker, "job", "cancel_jobs", job)
    assert Job.objects.filter(state=JobState.QUEUED).count() == 1


def test_a_list_leaves_large_results_alone(office: Client, job: Job) -> None:
    Job.objects.update(result={"large": "x" * 10_000})
    assert "x" * 100 not in page(office, "job_changelist")
