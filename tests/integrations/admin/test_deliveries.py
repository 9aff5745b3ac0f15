import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evalplatform.projects.models import Project
from integrations.models import Attempt, Delivery, DeliveryState, Endpoint
from integrations.webhooks import endpoints
from tests.evalplatform.backoffice.conftest import page, send, status
from tests.integrations.conftest import happen

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, STEP = (f"integrations_delivery_{name}" for name in ("changelist", "change", "step"))


def add(project: Project, endpoint: Endpoint) -> Delivery:
    ended = {"state": DeliveryState.FAILED, "reason": "given_up", "next_attempt_at": None, "finished_at": timezone.now()}
    return Delivery.objects.create(project=project, endpoint=endpoint, event=happen(project), attempts=1, **ended)


@pytest.fixture
def endpoint(project: Project) -> Endpoint:
    return endpoints.create(project_id=project.id, body={"kind": "standard", "url": "https://example.com/in"}).endpoint


@pytest.fixture
def delivery(project: Project, endpoint: Endpoint) -> Delivery:
    made = add(project, endpoint)
    Attempt.objects.create(delivery=made, number=1, status=500, code="status_500", answer="<b>oops</b>", finished_at=timezone.now())
    return made


def test_each_attempt_with_its_answer(viewer: Client, delivery: Delivery) -> None:
    assert "given_up" in page(viewer, LIST)
    shown = page(viewer, ONE, delivery.id)
    assert "&lt;b&gt;oops&lt;/b&gt;" in shown
    assert "<b>oops" not in shown
    assert "status_500" in shown
    assert "export.cancelled" in shown


def test_redeliver_leads_to_the_new_one(boss: Client, delivery: Delivery) -> None:
    assert "as a new delivery" in page(boss, STEP, delivery.id, "redeliver")
    answer = send(boss, STEP, delivery.id, "redeliver")
    again = Delivery.objects.exclude(id=delivery.id).get()
    assert (answer["Location"], again.replay) == (f"/admin/integrations/delivery/{again.id}/change/", 1)


def test_to_a_deleted_endpoint_nothing_is_sent(boss: Client, delivery: Delivery) -> None:
    endpoints.delete(delivery.endpoint)
    answer = send(boss, STEP, delivery.id, "redeliver")
    assert (answer.status_code, Delivery.objects.count()) == (400, 1)
    assert "The endpoint of this delivery was deleted" in answer.content.decode()


def test_a_viewer_changes_nothing(viewer: Client, delivery: Delivery) -> None:
    assert status(viewer, STEP, delivery.id, "redeliver") == 404


def test_a_stranger_sees_nothing(outsider: Client, delivery: Delivery) -> None:
    assert "given_up" not in page(outsider, LIST)
    assert (status(outsider, ONE, delivery.id), status(outsider, STEP, delivery.id, "redeliver")) == (404, 404)


def test_a_long_list_asks_as_often_as_a_short_one(viewer: Client, delivery: Delivery, endpoint: Endpoint) -> None:
    page(viewer, LIST)
    with CaptureQueriesContext(database) as for_one:
        page(viewer, LIST)
    for _ in range(10):
        add(delivery.project, endpoint)
    with CaptureQueriesContext(database) as for_many:
        assert page(viewer, LIST, endpoint=str(endpoint.id)).count("given_up") == 11
    assert len(for_many) == len(for_one)
