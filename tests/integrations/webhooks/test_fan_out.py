from threading import Thread
from typing import Any

import pytest
from django.db import connection

from evalplatform.events.models import Event
from evalplatform.events.numbering import is_waiting
from evalplatform.projects.models import Project
from integrations.models import Delivery, Endpoint
from integrations.webhooks import endpoints, fan_out, sweeping
from tests.integrations.conftest import happen

pytestmark = pytest.mark.django_db(transaction=True)
Sent = list[tuple[str, list[str]]]
EXPORT = "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e90"


def add(project: Project, **body: Any) -> Endpoint:
    return endpoints.create(project_id=project.id, body={"kind": "standard", "url": "https://hooks.example/a", **body}).endpoint


def heard(endpoint: Endpoint) -> list[str]:
    return list(Delivery.objects.filter(endpoint=endpoint).order_by("event_id").values_list("event__type", flat=True))


def test_each_endpoint_of_the_project_hears_of_an_event_once(project: Project, stranger_project: Project, jobs_sent: Sent) -> None:
    ours, also_ours, theirs = add(project), add(project), add(stranger_project)
    happen(project)
    assert [fan_out.fan_out(), fan_out.fan_out()] == [1, 0]
    assert (heard(ours), heard(also_ours), heard(theirs)) == (["export.cancelled"], ["export.cancelled"], [])
    assert jobs_sent == [("integrations.fan_out", []), ("integrations.deliver", [])]


def test_only_types_that_were_asked_for(project: Project) -> None:
    endpoint = add(project, event_types=["export.expired", "gate.failed"])
    happen(project)
    happen(project, "export.expired")
    fan_out.fan_out()
    assert heard(endpoint) == ["export.expired"]


@pytest.mark.parametrize(
    ("filter", "verdicts"),
    [
        ({}, ["fail", "no_verdict", "pass"]),
        ({"verdict": ["fail"]}, ["fail"]),
        ({"verdict": ["fail", "pass"]}, ["fail", "pass"]),
        ({"verdict": ["other"]}, []),
        ({"verdict": [None]}, []),
        ({"verdict": ["pass"], "evaluation": ["elsewhere"]}, []),
        ({"rows": [3]}, ["fail", "no_verdict", "pass"]),
    ],
    ids=["none", "one", "two", "other", "null", "both", "absent"],
)
def test_the_filter_names_the_values_that_pass(project: Project, filter: Any, verdicts: list[str]) -> None:
    endpoint = add(project, filter=filter)
    for verdict in ("pass", "fail", "no_verdict"):
        happen(project, "evaluation.finished", evaluation="here", verdict=verdict)
    fan_out.fan_out()
    found = Delivery.objects.filter(endpoint=endpoint).values_list("event__payload__verdict", flat=True)
    assert sorted(found) == verdicts


def test_a_filter_of_numbers_compares_numbers(project: Project) -> None:
    endpoint = add(project, filter={"files": [2]})
    for files in (2, 3):
        happen(project, "export.completed", export=EXPORT, rows=1, bytes=1, files=files)
    fan_out.fan_out()
    assert [one.event.payload["files"] for one in Delivery.objects.filter(endpoint=endpoint)] == [2]


def test_what_happened_before_it_was_made_is_not_for_it(project: Project) -> None:
    happen(project)
    endpoint = add(project)
    fan_out.fan_out()
    assert (heard(endpoint), is_waiting()) == ([], False)


@pytest.mark.parametrize(
    ("change", "count"), [({"state": "paused"}, 1), ({"state": "disabled", "reason": "gone"}, 0)], ids=["paused", "disabled"]
)
def test_for_who_is_paused_it_waits_and_for_who_is_disabled_it_does_not(project: Project, change: Any, count: int) -> None:
    endpoint = add(project)
    Endpoint.objects.update(**change)
    happen(project)
    fan_out.fan_out()
    assert len(heard(endpoint)) == count


def test_who_was_deleted_hears_nothing(project: Project) -> None:
    endpoint = add(project)
    endpoints.delete(endpoint)
    happen(project)
    fan_out.fan_out()
    assert heard(endpoint) == []


def test_a_type_that_has_left_the_catalog_holds_nothing_up(project: Project) -> None:
    endpoint = add(project)
    Event.objects.create(project=project, type="export.flown", payload={})
    happen(project)
    assert (fan_out.fan_out(), heard(endpoint)) == (2, ["export.flown", "export.cancelled"])


def test_whoever_dies_in_between_has_handed_nothing_on_or_all(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = add(project)
    happen(project)
    with monkeypatch.context() as patched:
        patched.setattr(fan_out, "enqueue", lambda job: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fan_out.fan_out()
    assert (heard(endpoint), is_waiting()) == ([], True)
    assert (sweeping.sweep(), fan_out.fan_out(), heard(endpoint)) == (1, 1, ["export.cancelled"])


def test_many_at_once_make_one_delivery_for_each_event_and_endpoint(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "BATCH", 7)
    for _ in range(3):
        add(project)
    for _ in range(50):
        happen(project)

    def work() -> None:
        try:
            fan_out.fan_out()
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Delivery.objects.count(), is_waiting()) == (150, False)
    assert Delivery.objects.values("event", "endpoint").distinct().count() == 150
