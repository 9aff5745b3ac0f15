from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evalplatform.projects.models import Project
from integrations.models import Attempt, Delivery
from integrations.webhooks import endpoints, keeping
from tests.integrations.conftest import happen

pytestmark = pytest.mark.django_db


def deliveries(project: Project, *days: float, state: str = "delivered") -> list[Any]:
    """Deliveries that were made and ended so many days ago, each with an attempt."""
    endpoint = endpoints.create(project_id=project.id, body={"kind": "standard", "url": "https://hooks.example/a"}).endpoint
    found = []
    for number, ago in enumerate(days):
        at = timezone.now() - timedelta(days=ago)
        waits = state == "waiting"
        made = Delivery.objects.create(
            id=UUID(int=(int(at.timestamp() * 1000) << 80) + number),
            project=project,
            endpoint=endpoint,
            event=happen(project),
            state=state,
            next_attempt_at=at if waits else None,
            finished_at=None if waits else at,
        )
        Attempt.objects.create(delivery=made, number=1)
        found.append(made.id)
    return found


def test_what_ended_long_ago_goes_with_its_attempts(project: Project, settings: Any) -> None:
    settings.WEBHOOK_HISTORY_DAYS = 30
    kept, _ = deliveries(project, 29.9, 30.1)
    assert keeping.purge() == 1
    assert list(Delivery.objects.values_list("id", flat=True)) == [kept]
    assert list(Attempt.objects.values_list("delivery", flat=True)) == [kept]


def test_what_still_waits_is_kept(project: Project) -> None:
    deliveries(project, 500, state="waiting")
    assert (keeping.purge(), Delivery.objects.count()) == (0, 1)


def test_what_was_made_long_ago_and_ended_lately_is_kept(project: Project) -> None:
    deliveries(project, 500)
    Delivery.objects.update(finished_at=timezone.now())
    assert (keeping.purge(), Delivery.objects.count()) == (0, 1)


def test_a_great_many_go_in_pieces(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    deliveries(project, *[100] * 5)
    assert (keeping.purge(), Delivery.objects.count(), Attempt.objects.count()) == (5, 0, 0)
