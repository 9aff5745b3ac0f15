from typing import Any

import pytest
from django.db import DatabaseError

from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from external_api.throttling import warning
from external_api.throttling.counting import Used
from tests.external_api.callers import limited

URL = "/api/external/traces"
pytestmark = pytest.mark.django_db


def warnings() -> list[Any]:
    return list(Event.objects.filter(type="quota.nearly_used").order_by("id").values_list("payload__group", "payload__percent"))


def test_at_four_fifths_and_at_the_end_it_is_said_once(project: Project) -> None:
    client = limited(project, requests=10)
    told = []
    for _ in range(13):
        client.get(URL)
        told.append(len(warnings()))
    assert (told, warnings()) == ([0] * 7 + [1, 1] + [2] * 4, [("requests", 80), ("requests", 100)])
    payload = Event.objects.latest("id").payload
    assert (payload["tier"], payload["limit"], payload["caller"][:4]) == ("small", 10, "key:")


def test_each_group_is_told_of_by_itself(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalplatform.queue._send", lambda *_: None)
    client = limited(project, requests=100, exports=1)
    assert client.post("/api/exports", {"resource": "traces"}, format="json").status_code == 202
    assert warnings() == [("exports", 100)]


@pytest.mark.parametrize(
    ("limit", "marks"),
    [(1, {1: 100}), (2, {2: 100}), (4, {4: 100}), (5, {4: 80, 5: 100}), (7, {6: 80, 7: 100}), (1000, {800: 80, 1000: 100})],
    ids=str,
)
def test_the_marks_of_a_limit(limit: int, marks: dict[int, int]) -> None:
    found = {count: warning.mark(Used(limit, count, 0)) for count in range(limit + 3)}
    assert {count: percent for count, percent in found.items() if percent} == marks


def test_a_call_passes_when_it_cannot_be_recorded(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise DatabaseError("away")

    client = limited(project, requests=5)
    monkeypatch.setattr(warning, "record", away)
    assert [client.get(URL).status_code for _ in range(6)] == [200] * 5 + [429]
    assert Event.objects.count() == 0
