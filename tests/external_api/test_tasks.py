from datetime import timedelta

from django.utils import timezone

from evalplatform.projects.models import Project
from external_api.models import UsageHour
from external_api.tasks import expire_usage


def test_expire_usage(project: Project) -> None:
    UsageHour.objects.create(project=project, hour=timezone.now() - timedelta(days=401), caller="a", endpoint="b")
    expire_usage()
    assert not UsageHour.objects.exists()
