"""The audit log in the back office: narrowed by time and by object."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evalplatform.auditing.models import Entry, Who

pytestmark = pytest.mark.django_db
OF_OTHERS: dict[str, Any] = {"object_id": "of this test", "object_label": "", "details": {}, "request_id": "", "address": ""}


@pytest.fixture
def entries(db: None) -> None:
    for kind, back in (("export", timedelta(minutes=5)), ("key", timedelta(hours=5)), ("export", timedelta(days=20))):
        who = {"who_kind": Who.COMMAND, "who_id": "x", "who": "x"}
        Entry.objects.create(created_at=timezone.now() - back, action=f"{kind}.created", object_type=kind, **who, **OF_OTHERS)


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({}, 3),
        ({"since": "hour"}, 1),
        ({"since": "day"}, 2),
        ({"since": "week"}, 2),
        ({"since": "month"}, 3),
        ({"since": "nonsense"}, 3),
        ({"since": "month", "object": "export"}, 2),
        ({"object": "key"}, 1),
    ],
    ids=str,
)
def test_narrowed(admin_client: Client, narrowed: dict[str, str], found: int) -> None:
    answer = admin_client.get(reverse("admin:auditing_entry_changelist"), {**narrowed, "object_id": "of this test"})
    assert (answer.status_code, answer.context["cl"].result_count) == (200, found)
