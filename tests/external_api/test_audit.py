"""Every operation of the API that writes, and what the audit log tells of it."""

from collections.abc import Callable
from typing import Any

import pytest

from evalplatform.auditing.models import Entry
from evalplatform.projects.models import Project, Role, User
from external_api.models import ApiKey
from external_api.scopes import SCOPES
from tests.external_api.people import person, token_client
from tests.external_api.test_access import GUARDED, send, with_key
from tests.external_api.world import CALLS, World

pytestmark = pytest.mark.django_db(transaction=True)
WRITING = sorted(name for name, one in GUARDED.items() if one.method != "GET")
PUBLISHED = {"dataset.published"}
TOLD = {
    "DELETE /api/exports/destinations/{id}": {"destination.deleted"},
    "DELETE /api/exports/schedules/{id}": {"schedule.deleted"},
    "DELETE /api/external/api-keys/{id}": {"key.revoked"},
    "DELETE /api/external/datasets/{id}": {"dataset.deleted"},
    "DELETE /api/external/datasets/{id}/examples/{example}": PUBLISHED,
    "DELETE /api/external/suites/{id}": {"suite.deleted"},
    "DELETE /api/external/suites/{id}/waivers/{waiver}": {"waiver.deleted"},
    "DELETE /api/external/traces": {"traces.deleted"},
    "DELETE /api/external/traces/{id}": {"traces.deleted"},
    "DELETE /api/integrations/connections/{id}": {"connection.deleted"},
    "DELETE /api/integrations/endpoints/{id}": {"endpoint.deleted"},
    "PATCH /api/exports/destinations/{id}": {"destination.changed"},
    "PATCH /api/exports/schedules/{id}": {"schedule.changed"},
    "PATCH /api/external/datasets/{id}": {"dataset.changed"},
    "PATCH /api/external/suites/{id}": {"suite.changed"},
    "PATCH /api/integrations/connections/{id}": {"connection.changed"},
    "PATCH /api/integrations/endpoints/{id}": {"endpoint.changed"},
    "POST /api/exports": {"export.created"},
    "POST /api/exports/destinations": {"destination.created"},
    "POST /api/exports/schedules": {"schedule.created"},
    "POST /api/exports/schedules/{id}/pause": {"schedule.changed"},
    "POST /api/exports/schedules/{id}/run": {"export.created"},
    "POST /api/exports/{id}/cancel": {"export.cancelled"},
    "POST /api/exports/{id}/links": {"export.link_made"},
    "POST /api/exports/{id}/retry": {"export.queued"},
    "POST /api/external/api-keys": {"key.created"},
    "POST /api/external/api-keys/{id}/rotate": {"key.created", "key.changed"},
    "POST /api/external/callbacks/secret": {"callback_secret.created"},
    "POST /api/external/datasets": {"dataset.created"},
    "POST /api/external/datasets/{id}/examples": PUBLISHED,
    "POST /api/external/datasets/{id}/files": PUBLISHED,
    "POST /api/external/datasets/{id}/from-traces": PUBLISHED,
    "POST /api/external/datasets/{id}/versions": PUBLISHED,
    "POST /api/external/evaluations": {"evaluation.created"},
    "POST /api/external/evaluations/{id}/cancel": {"evaluation.cancelled"},
    "POST /api/external/suites": {"suite.created"},
    "POST /api/external/suites/{id}/waivers": {"waiver.created"},
    "POST /api/integrations/connections": {"connection.created"},
    "POST /api/integrations/connections/{id}/rotate": {"connection.secret_changed"},
    "POST /api/integrations/deliveries/{id}/redeliver": {"delivery.redelivered"},
    "POST /api/integrations/endpoints": {"endpoint.created"},
    "POST /api/integrations/endpoints/{id}/recover": {"deliveries.recovered"},
    "POST /api/integrations/endpoints/{id}/rotate": {"endpoint.secret_changed"},
    "POST /api/integrations/runs/{id}/cancel": {"run.cancelled"},
    "POST /api/integrations/runs/{id}/rerun": {"run.created"},
    "POST /api/integrations/trigger": {"export.created"},
    "POST /api/jobs": {"job.created"},
    "POST /api/jobs/{id}/cancel": {"job.cancelled"},
}
DATA, LOOKS = "data comes in, and data itself says when and by which call", "nothing is kept of it but its answer"
UNTOLD = {
    "POST /api/external/batch": DATA,
    "POST /api/external/evaluations/{id}/finish": DATA,
    "POST /api/external/evaluations/{id}/outputs": DATA,
    "POST /api/external/otlp/v1/traces": DATA,
    "POST /api/external/traces": DATA,
    "POST /api/external/traces/{id}/scores": DATA,
    "POST /api/exports/preview": LOOKS,
    "POST /api/exports/destinations/{id}/test": LOOKS,
    "POST /api/integrations/connections/{id}/test": LOOKS,
    "POST /api/integrations/endpoints/{id}/test": LOOKS,
    "POST /api/exports/schedules/{id}/resume": "the schedule of this call is not paused; see pause",
    "POST /api/integrations/receipts/{id}/replay": "the receipt of this call waits anyway; see tests/evalplatform/auditing",
}


@pytest.mark.parametrize("name", WRITING)
def test_an_operation(name: str, project: Project, drain: Callable[[], None]) -> None:
    call = CALLS[name](World(project, drain))
    user = None
    if "/api-keys" in name:
        user = person("ada", (project, Role.ADMIN))
        client = token_client(user, project)
    else:
        client = with_key(project, SCOPES)
    before = Entry.objects.latest("id").id
    assert send(client, GUARDED[name], call) == call.status
    found = Entry.objects.filter(id__gt=before, project=project, who_id=_caller(user), address="127.0.0.1").exclude(request_id="")
    assert {one.action for one in found} == TOLD.get(name, set())
    assert (name in TOLD) != (name in UNTOLD)


def _caller(user: User | None) -> str:
    return str(user.pk) if user else ApiKey.objects.latest("created").prefix


def test_a_download_is_told_once_however_many_pieces_it_comes_in(project: Project, drain: Callable[[], None]) -> None:
    world = World(project, drain)
    world.trace()
    path = f"/api/exports/{world.file()}"
    client = with_key(project, ["exports:read"])
    for part in ("bytes=0-1", "bytes=2-", "bytes=3-4"):
        answer: Any = client.get(path, headers={"Range": part})
        assert (answer.status_code, b"".join(answer.streaming_content)[:0]) == (206, b"")
        answer.close()
    (entry,) = Entry.objects.filter(action="export.downloaded")
    assert (entry.who_kind, entry.project, entry.details["values"]["file"]) == ("key", project, path.rpartition("/")[2])
