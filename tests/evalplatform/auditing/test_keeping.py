from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from evalplatform.auditing import keeping
from evalplatform.auditing.models import Entry
from evalplatform.auditing.recording import record
from evalplatform.projects.models import Project


@pytest.mark.django_db(transaction=True)
def test_entries_go_when_their_time_is_over(project: Project, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AUDIT_DAYS = 30
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    common = {"who_kind": "system", "action": "export.downloaded", "object_type": "export", "details": {}, "project": project}
    old = [Entry(created_at=timezone.now() - timedelta(days=31), **common) for _ in range(5)]
    young = [Entry(created_at=timezone.now() - timedelta(days=29), **common) for _ in range(2)]
    Entry.objects.bulk_create([*old, *young, Entry(created_at=Now(), **common)])
    assert keeping.purge() == 5
    assert Entry.objects.filter(action="export.downloaded").count() == 3


@pytest.mark.django_db
def test_an_action_that_the_page_does_not_know_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="none of the actions"):
        record("export.looked_at", project_id=None)
