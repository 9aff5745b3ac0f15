from collections.abc import Callable
from typing import Any

import pytest
from django.db.models.functions import Now

from evalplatform.projects.models import Project
from integrations import inbox, inbox_draining
from integrations.inbox_processing import LEASE
from integrations.models import Receipt
from tests.integrations.inward import connect, deliver, payload

pytestmark = pytest.mark.django_db(transaction=True)
Flood = Callable[[int], None]


@pytest.fixture
def flood(project: Project, jobs_sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> Flood:
    """So many deliveries within one second; three of them get a message."""
    connect(project)

    def delivered(count: int) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(inbox, "MESSAGES_A_SECOND", 3)
            patched.setattr(inbox, "_second_now", lambda: -7)
            patched.setattr(inbox, "_second", 0)
            for number in range(count):
                body = payload("github/push__main", after=f"{number + 1:040x}")
                assert deliver("github", "push", body, id=f"flood-{number}").status_code == 202

    return delivered


def states() -> list[str]:
    return sorted(Receipt.objects.values_list("state", flat=True))


def test_in_a_flood_the_sweep_has_the_rest_processed(flood: Flood, jobs_sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    flood(5)
    assert [job for job, _ in jobs_sent].count(inbox.PROCESS) == 3
    jobs_sent.clear()
    assert inbox_draining.sweep() is True
    assert jobs_sent == [(inbox_draining.DRAIN, [])]
    monkeypatch.setattr(inbox_draining, "AT_ONCE", 2)
    assert inbox_draining.drain() == 5
    assert states() == ["processed"] * 5
    assert (inbox_draining.sweep(), inbox_draining.drain()) == (False, 0)


def test_what_somebody_else_has_taken_is_theirs_until_their_lease_ends(flood: Flood) -> None:
    flood(2)
    Receipt.objects.filter(delivery_id="flood-0").update(next_attempt_at=Now() + LEASE, attempts=1)
    assert inbox_draining.drain() == 1
    Receipt.objects.filter(delivery_id="flood-0").update(next_attempt_at=Now())
    assert inbox_draining.drain() == 1
    assert list(Receipt.objects.order_by("id").values_list("attempts", flat=True)) == [2, 1]


def test_it_ends_in_time(flood: Flood, monkeypatch: pytest.MonkeyPatch) -> None:
    flood(3)
    monkeypatch.setattr(inbox_draining, "AT_ONCE", 1)
    clock = iter([0.0, 1.0, 3.9, 4.1])
    monkeypatch.setattr(inbox_draining, "_clock", lambda: next(clock))
    assert inbox_draining.drain() == 2
    assert states() == ["processed", "processed", "waiting"]
