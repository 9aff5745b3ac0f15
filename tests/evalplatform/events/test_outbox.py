from typing import Any

import pytest
from django.db import transaction

from evalplatform.events.models import Event
from evalplatform.events.outbox import record
from evalplatform.projects.models import Project
from tests.integrations.conftest import jobs_sent  # noqa: F401 (fixture)

Sent = list[tuple[str, list[str]]]


@pytest.mark.django_db(transaction=True)
def test_an_event_is_handed_on_after_the_commit(project: Project, jobs_sent: Sent) -> None:  # noqa: F811
    with transaction.atomic():
        record(project.id, "export.cancelled", {"export": "x"})
        assert jobs_sent == []
    assert jobs_sent == [("integrations.fan_out", [])]


@pytest.mark.parametrize(
    ("type", "payload"),
    [("export.flown", {"export": "x"}), ("export.cancelled", {}), ("export.cancelled", {"export": "x", "more": 1})],
    ids=["type", "missing", "more"],
)
def test_what_the_catalog_does_not_know_is_our_mistake(project: Project, type: str, payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not in the catalog"):
        record(project.id, type, payload)
    assert Event.objects.count() == 0
